"""Each case with the policy that it tests, and what is wrong with a case by what the policy is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.cases.model import Case, CaseFile
from c7n_reflex.authoring.cases.part import nearest
from c7n_reflex.authoring.cases.reading import refuse
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.errors import InputError

_BLOCKS = ("and", "or", "not")


@dataclass(frozen=True)
class Bound:
    """A case and its policy."""

    case: Case
    policy: FleetPolicy


def bind(files: Iterable[CaseFile], fleet: Sequence[FleetPolicy]) -> list[Bound]:
    """The cases in their order. InputError for all that do not fit the policies."""
    by_name = {each.name: each for each in fleet}
    problems: list[InputError] = []
    found = []
    for file in files:
        for case in file.cases:
            try:
                found.append(_bound(case, by_name))
            except InputError as error:
                problems.append(error)
    problems += _twice(found)
    problems += [problem for bound in found for problem in _misfits(bound)]
    refuse(problems, "the case files")
    return found


def _bound(case: Case, fleet: Mapping[str, FleetPolicy]) -> Bound:
    name = case.policy or _mirrored(case, fleet)
    if name in fleet:
        return Bound(replace(case, policy=name), fleet[name])
    key = ("policy",) if case.source and "policy" in case.source.data["tests"][case.key[1]] else ()
    place = case.at(*key) if key or not case.source else case.source.place(("policy",))
    raise InputError(f"no policy {name!r}", remedy=nearest(name, fleet), place=place)


def _mirrored(case: Case, fleet: Mapping[str, FleetPolicy]) -> str:
    """The only policy of the file that has the same folder and name."""
    path = case.source.path if case.source else Path()
    mine = (path.parent.name, path.stem)
    there = [
        name
        for name, each in fleet.items()
        if each.file and (each.file.path.parent.name, each.file.path.stem) == mine
    ]
    if len(there) == 1:
        return there[0]
    said = f"several policies are in {mine[0]}/{mine[1]}" if there else "no policy file is named as this one"
    raise InputError(
        f"which policy is it? {said}", remedy="begin the file with `policy: NAME`", place=case.place
    )


def _twice(found: Iterable[Bound]) -> Iterator[InputError]:
    first: dict[str, Case] = {}
    for each in found:
        known = first.setdefault(each.case.id, each.case)
        if known is not each.case:
            text = f"test {each.case.name!r} is there twice for policy {each.policy.name!r}"
            yield InputError(text, remedy=f"it is also at {known.at('name')}", place=each.case.at("name"))


def _misfits(bound: Bound) -> Iterator[InputError]:
    case, policy = bound.case, bound.policy
    if policy.is_sweep and case.event is not None:
        text = f"policy {policy.name!r} is a sweep: no event starts it"
        yield InputError(text, remedy="remove `event`", place=case.at("event"))
    if not policy.is_sweep and case.event is None:
        text = f"the test has no event, and policy {policy.name!r} reacts to events"
        yield InputError(text, remedy="give it one: event: {sample: NAME}", place=case.place)
    yield from _unknown_leaves(case, policy)
    yield from _unknown_actions(case, policy)


def _unknown_leaves(case: Case, policy: FleetPolicy) -> Iterator[InputError]:
    leaves = list(leaf_paths(policy.data.get("filters") or (), "filters"))
    for number, denial in enumerate(case.expect.denied or ()):
        if denial.leaf and denial.leaf not in leaves:
            text = f"policy {policy.name!r} has no leaf {denial.leaf!r}"
            yield InputError(text, remedy=nearest(denial.leaf, leaves), place=_denial_place(case, number))


def _denial_place(case: Case, number: int) -> Any:
    written = case.source.data["tests"][case.key[1]]["expect"]["denied"] if case.source else None
    return case.at("expect", "denied", *([number] if isinstance(written, list) else []), "leaf")


def leaf_paths(filters: Any, path: str) -> Iterator[str]:
    """Paths of the leaves of a policy's filters, as `trace.FilterNode` has them: "filters[0].or[1]"."""
    for number, each in enumerate(filters if isinstance(filters, list | tuple) else [filters]):
        here = f"{path}[{number}]"
        block = next(iter(each)) if isinstance(each, dict) and len(each) == 1 else None
        if block in _BLOCKS:
            yield from leaf_paths(each[block], f"{here}.{block}")
        else:
            yield here


def _unknown_actions(case: Case, policy: FleetPolicy) -> Iterator[InputError]:
    types = [
        each if isinstance(each, str) else str(each.get("type")) for each in policy.data.get("actions") or ()
    ]
    for number, name in enumerate(case.expect.actions or ()):
        if name not in types:
            text = f"policy {policy.name!r} has no action {name!r}"
            yield InputError(text, remedy=nearest(name, types), place=case.at("expect", "actions", number))
