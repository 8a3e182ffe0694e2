"""Runs the mutants of a fleet through its cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from c7n_reflex.authoring.cases.model import Case, CaseResult, CaseVerdict
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.model import Fate, Mutant, MutationReport, PolicyMutation, Tried
from c7n_reflex.authoring.mutation.mutants import mutants_of
from c7n_reflex.authoring.mutation.validity import judged

Run = Callable[[Case, FleetPolicy], CaseResult]
Progress = Callable[[int, int], None]  # mutants done, mutants in all
# Says only where in the tree a resource was kept out, which changes where the tree does. No behaviour.
_POSITION = "denied"


def _silent(_done: int, _all: int) -> None:
    """Nobody looks."""


def mutate(
    fleet: Sequence[FleetPolicy],
    cases: Mapping[str, Sequence[Case]] | Iterable[Case],
    progress: Progress = _silent,
    run: Run | None = None,
) -> MutationReport:
    """Every mutant of every policy, through the cases (by policy, or all of them) that pass unmutated.

    A mutant is killed by the first case in which the policy behaves otherwise than is expected.
    """
    started = time.perf_counter()
    counted = _Counted(run or _run_case(), progress)
    by_policy = _by_policy(cases)
    found = tuple(_Policy(each, by_policy.get(each.name, ()), counted) for each in fleet)
    counted.all = sum(len(each.mutants) for each in found)
    policies = tuple(each.tried() for each in found)
    return MutationReport(policies, time.perf_counter() - started)


def _run_case() -> Run:
    from c7n_reflex.authoring.cases.running import run

    return run


def _by_policy(cases: Mapping[str, Sequence[Case]] | Iterable[Case]) -> Mapping[str, Sequence[Case]]:
    if isinstance(cases, Mapping):
        return cases
    grouped: dict[str, list[Case]] = {}
    for case in cases:
        grouped.setdefault(case.policy, []).append(case)
    return grouped


@dataclass
class _Counted:
    run: Run
    progress: Progress
    all: int = 0
    done: int = 0

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.done, self.all)


class _Policy:
    """One policy. The case that killed last is tried first: neighbouring mutants fall to the same."""

    def __init__(self, given: FleetPolicy, cases: Iterable[Case], counted: _Counted) -> None:
        self.given, self._counted = given, counted
        self.mutants = tuple(mutants_of(given))
        results = [counted.run(case, given) for case in cases]
        self._cases = [each.case for each in results if each.verdict is CaseVerdict.PASS]

    def tried(self) -> PolicyMutation:
        """What became of each."""
        cases = len(self._cases)
        return PolicyMutation(self.given, tuple(self._try(mutant) for mutant in self.mutants), cases)

    def _try(self, mutant: Mutant) -> Tried:
        mutated = self.given.changed(mutant.data)
        verdict = judged(self.given, mutated, mutant)
        tried = Tried(mutant, *verdict) if verdict else self._run(mutant, mutated)
        self._counted.one_more()
        return tried

    def _run(self, mutant: Mutant, mutated: FleetPolicy) -> Tried:
        for n, case in enumerate(self._cases):
            if _notices(self._counted.run(case, mutated)):
                self._cases.insert(0, self._cases.pop(n))
                return Tried(mutant, Fate.KILLED, case.name)
        return Tried(mutant, Fate.SURVIVED)


def _notices(result: CaseResult) -> bool:
    if result.verdict is CaseVerdict.FAIL and result.differences:
        return any(each.key != _POSITION for each in result.differences)
    return result.verdict is not CaseVerdict.PASS
