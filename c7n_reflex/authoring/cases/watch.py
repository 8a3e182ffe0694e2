"""Runs again what a change concerns, in the same process: what is slow is loading Custodian."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from c7n_reflex import policyfiles
from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.cases import policies, reading
from c7n_reflex.authoring.cases.binding import Bound, bind
from c7n_reflex.authoring.cases.model import CaseFile, CaseResult
from c7n_reflex.authoring.cases.selection import selects
from c7n_reflex.authoring.cases.session import results
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.errors import InputError

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Round:
    """What a change led to. `error`: something is wrong in the files; nothing was run."""

    changed: frozenset[Path]
    run: tuple[CaseResult, ...] = ()
    standing: tuple[CaseResult, ...] = ()  # the last result of every case
    error: InputError | None = None


@dataclass
class _Known:
    """What was read so far, by file."""

    policies: dict[Path, list[FleetPolicy]] = field(default_factory=dict)
    cases: dict[Path, CaseFile] = field(default_factory=dict)
    results: dict[str, CaseResult] = field(default_factory=dict)  # by case


class Watch:
    """Looks at the files whenever `step` is called; whoever calls it decides how often."""

    def __init__(
        self, paths: Sequence[Path | str], policy_paths: Sequence[Path | str], expression: str = ""
    ) -> None:
        self._paths, self._policy_paths = paths, policy_paths
        self._chosen = selects(expression) if expression else None
        self._stamps: dict[Path, Stamp] | None = None
        self._known = _Known()
        self._undone: set[Path] = set()  # changed, but not taken over, as something is wrong

    def step(self) -> Round | None:
        """Run again what has changed since the last step; None if nothing has. The first runs everything."""
        stamps = self._look()
        changed = _changed(self._stamps or {}, stamps)
        if self._stamps is not None and not changed:
            return None
        self._stamps = stamps
        self._undone |= changed
        try:
            return self._again(frozenset(self._undone))
        except InputError as error:
            return Round(frozenset(changed), error=error)

    def _look(self) -> dict[Path, Stamp]:
        try:
            listed = [*policyfiles.expand(self._policy_paths), *reading.case_paths(self._paths)]
        except InputError:  # a folder is gone for a moment, as when branches are switched
            return {}
        referred = [path for file in self._known.cases.values() for path in file.files]
        return {path: stamp for path in (*listed, *referred) if (stamp := _stamp(path))}

    def _again(self, changed: frozenset[Path]) -> Round:
        self._read(changed)
        bound = bind(
            self._known.cases.values(), [each for own in self._known.policies.values() for each in own]
        )
        chosen = [each for each in bound if self._chosen is None or self._chosen(each.case.id)]
        done = tuple(results([each for each in chosen if _concerns(each, changed)]))
        self._undone.clear()
        ids = {each.case.id for each in chosen}
        kept = {name: each for name, each in self._known.results.items() if name in ids}
        self._known.results = {**kept, **{each.case.id: each for each in done}}
        self._see_referred()
        return Round(changed, done, tuple(self._known.results.values()))

    def _read(self, changed: frozenset[Path]) -> None:
        files = policyfiles.load([path for path in policyfiles.expand(self._policy_paths) if path in changed])
        cases = [
            reading.load_file(path)
            for path in reading.case_paths(self._paths)
            if path in changed or self._known.cases[path].files & changed
        ]
        gone = {path for path in changed if not path.exists()}
        kept = {path: own for path, own in self._known.policies.items() if path not in gone | changed}
        policies.check([each.file for own in kept.values() for each in own[:1] if each.file] + files)
        self._known.policies = {**kept, **{file.path: fleet.of_files([file]) for file in files}}
        kept_cases = {path: own for path, own in self._known.cases.items() if path not in gone}
        self._known.cases = {**kept_cases, **{file.path: file for file in cases}}

    def _see_referred(self) -> None:
        """Files that cases refer to since now are not changes at the next step."""
        for file in self._known.cases.values():
            for path in file.files:
                if self._stamps is not None and path not in self._stamps and (stamp := _stamp(path)):
                    self._stamps[path] = stamp


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _changed(before: dict[Path, Stamp], after: dict[Path, Stamp]) -> set[Path]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _concerns(bound: Bound, changed: Iterable[Path]) -> bool:
    case, policy = bound.case, bound.policy
    own = {
        *case.files,
        *([case.source.path] if case.source else []),
        *([policy.file.path] if policy.file else []),
    }
    return not own.isdisjoint(changed)
