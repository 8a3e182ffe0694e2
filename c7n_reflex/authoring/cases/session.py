"""Cases and policies from files, and the run over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from c7n_reflex.authoring.cases import policies, reading
from c7n_reflex.authoring.cases.binding import Bound, bind
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.cases.selection import selects
from c7n_reflex.authoring.fleet import FleetPolicy

CASES, POLICIES = Path("tests/policies"), Path("policies")


@dataclass(frozen=True)
class Session:
    """What is to be run: `cases` are those that were selected of the `known` ones."""

    fleet: tuple[FleetPolicy, ...]
    cases: tuple[Bound, ...]
    known: int

    @property
    def untested(self) -> tuple[str, ...]:
        """Policies that no case is about."""
        tested = {each.policy.name for each in self.cases}
        return tuple(each.name for each in self.fleet if each.name not in tested)


def prepare(paths: Iterable[Path | str], policy_paths: Iterable[Path | str], expression: str = "") -> Session:
    """Everything read and checked. InputError for what is wrong in the files or the expression."""
    chosen = selects(expression) if expression else None
    fleet = policies.load(policy_paths)
    known = bind(reading.load(paths), fleet)
    cases = known if chosen is None else [each for each in known if chosen(each.case.id)]
    return Session(tuple(fleet), tuple(cases), len(known))


def results(cases: Sequence[Bound], *, stop_at_first: bool = False) -> Iterator[CaseResult]:
    """Each as it is done; `stop_at_first`: none after the first that fails the run."""
    for each in cases:
        result = run(each.case, each.policy)
        yield result
        if stop_at_first and not result.ok:
            return


def nothing_to_run(session: Session, paths: Iterable[Path | str], expression: str) -> str:
    """Why no case was run: a run of nothing is no success. Empty if one was."""
    if session.cases:
        return ""
    if session.known:
        return f"no test fits -k {expression!r}; there are {session.known}"
    return f"no tests in {', '.join(map(str, paths))}"
