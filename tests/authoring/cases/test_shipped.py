"""The cases of the project's own policies."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.cases.binding import bind
from c7n_reflex.authoring.cases.formats import text
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.reading import load
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.coverage.seen import REACTIONS
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.pipeline.outcome import Outcome
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def results(shipped: list[FleetPolicy]) -> list[CaseResult]:
    return [run(each.case, each.policy) for each in bind(load([ROOT / "tests/policies"]), shipped)]


def test_all_pass(results: list[CaseResult]) -> None:
    assert text.render(results) == ""


def test_every_policy_has_a_case_in_which_it_acts_and_several_in_which_it_does_not(
    results: list[CaseResult], shipped: list[FleetPolicy]
) -> None:
    for policy in shipped:
        mine = [each.trace for each in results if each.trace and each.case.policy == policy.name]
        reacted = [each for each in mine if {each.outcome, *_ends(each)} & REACTIONS]
        assert reacted, policy.name
        assert len(mine) > len(reacted), policy.name
        assert len(mine) - len(reacted) >= 2 or not policy.data.get("mode"), policy.name


def _ends(trace: Trace) -> set[Outcome | None]:
    return {each.outcome for each in trace.resources}


def test_the_policies_are_covered(results: list[CaseResult], shipped: list[FleetPolicy]) -> None:
    from c7n_reflex.authoring import coverage

    measured = coverage.measure(shipped, results)
    assert measured.percent == 100, coverage.text(measured)
