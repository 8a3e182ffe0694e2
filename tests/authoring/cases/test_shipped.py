"""The cases of the project's own policies."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.cases.binding import bind
from c7n_reflex.authoring.cases.formats import text
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.reading import load
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.fleet import FleetPolicy
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
        stages = [str(each.trace.stage) for each in results if each.trace and each.case.policy == policy.name]
        assert "act" in stages, policy.name
        assert len([stage for stage in stages if stage != "act"]) >= 2, policy.name


def test_the_policies_are_covered(results: list[CaseResult], shipped: list[FleetPolicy]) -> None:
    from c7n_reflex.authoring import coverage

    measured = coverage.measure(shipped, results)
    assert measured.percent == 100, coverage.text(measured)
