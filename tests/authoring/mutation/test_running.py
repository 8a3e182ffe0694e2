"""Mutants are killed by cases that notice, and by no others."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.model import Case, CaseResult, CaseVerdict, Denial, Expectation
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation import Fate, MutationReport, mutate
from c7n_reflex.pipeline.outcome import Outcome
from tests.authoring.coverage import policies


@pytest.fixture(scope="module")
def weak(policy: FleetPolicy) -> MutationReport:
    return mutate([policy], policies.weak())


@pytest.fixture(scope="module")
def strong(policy: FleetPolicy) -> MutationReport:
    return mutate([policy], policies.strong())


def test_strong_cases_kill_all(strong: MutationReport) -> None:
    assert [each.mutant.description for each in strong.survivors] == []
    assert strong.score == 100
    assert len(strong.tried) > 20


def test_weak_cases_leave_survivors(weak: MutationReport, strong: MutationReport) -> None:
    assert 0 < weak.score < 50
    assert "filters[2] dropped" in {each.mutant.description for each in weak.survivors}
    assert [each.mutant for each in weak.tried] == [each.mutant for each in strong.tried]


def test_a_killed_mutant_fails_the_case_that_killed_it(policy: FleetPolicy, strong: MutationReport) -> None:
    cases = {case.name: case for case in policies.strong()}
    killed = [each for each in strong.tried if each.fate is Fate.KILLED]
    for tried in killed:
        result = run(cases[tried.by], policy.changed(tried.mutant.data))
        assert result.verdict is not CaseVerdict.PASS


@pytest.mark.parametrize(
    ("without", "survivor"),
    [
        ("to keep", "filters[2] dropped"),
        ("small", "filters[1].or[1]: ge instead of gt"),
        ("started", "mode.events[1] (StartInstances) dropped"),
    ],
)
def test_without_its_case_a_mutant_survives(policy: FleetPolicy, without: str, survivor: str) -> None:
    report = mutate([policy], [case for case in policies.strong() if case.name != without])
    assert survivor in {each.mutant.description for each in report.survivors}


def test_it_ends_the_same_every_time(policy: FleetPolicy, weak: MutationReport) -> None:
    again = mutate([policy], {"stop-large": policies.weak()})
    assert again.policies == weak.policies


def test_without_a_case_nothing_is_killed(policy: FleetPolicy) -> None:
    (found,) = mutate([policy], []).policies
    assert (found.cases, found.score) == (0, 0)
    assert len(found.survivors) == len(found.tried)


def test_cases_that_fail_or_are_skipped_kill_nothing(policy: FleetPolicy) -> None:
    (case,) = policies.weak()
    wrong = dataclasses.replace(case, expect=Expectation(outcome=Outcome.NO_MATCH))
    skipped = dataclasses.replace(case, skip="later")
    (found,) = mutate([policy], [wrong, skipped]).policies
    assert found.cases == 0


def test_where_a_leaf_stands_is_no_behaviour(policy: FleetPolicy) -> None:
    """`filters[0]` is `filters[0].or[0]` in the mutant; what becomes of the resource is the same."""
    denied = (Denial(leaf="filters[0]"),)
    resource = policies.instance(2, "stopped", keep="yes")
    case = policies.case("x", policies.call(), resource, Outcome.NO_MATCH, denied=denied)
    report = mutate([policy], [case])
    assert report.policies[0].cases == 1
    by_description = {each.mutant.description: each.fate for each in report.tried}
    assert by_description["any of filters is enough"] is Fate.SURVIVED
    assert by_description["mode.events[0].ids without requestParameters.instanceId"] is Fate.SURVIVED


def test_what_raises_is_killed(policy: FleetPolicy) -> None:
    def raising(case: Case, given: FleetPolicy) -> CaseResult:
        failed = CaseResult(case, CaseVerdict.FAIL, error="KeyError: 'x'")
        return run(case, given) if given is policy else failed

    assert mutate([policy], policies.weak(), run=raising).score == 100


def test_progress_counts_every_mutant(policy: FleetPolicy) -> None:
    steps: list[tuple[int, int]] = []
    report = mutate([policy], [], lambda done, all_: steps.append((done, all_)))
    whole = len(report.tried)
    assert steps == [(n + 1, whole) for n in range(whole)]


def test_what_custodian_refuses_does_not_count(tmp_path: Path) -> None:
    filters = "[{type: instance-attribute, attribute: userData, key: Value, value: x}]"
    text = f"policies: [{{name: p, resource: aws.ec2, filters: {filters}}}]"
    given = policies.load(tmp_path, text, "p")
    fates = {each.mutant.description: each.fate for each in mutate([given], []).tried}
    assert fates["filters[0].attribute is 'userDatax'"] is Fate.INVALID  # by the filter's schema
    assert fates["filters[0].value is 'xx'"] is Fate.SURVIVED


def test_what_eventbridge_sees_no_difference_in_does_not_count(tmp_path: Path) -> None:
    mode = "{type: hub-finding, role: r, pattern: {detail: {findings: {RecordState: [ACTIVE], Id: [a]}}}}"
    given = policies.load(tmp_path, f"policies: [{{name: p, resource: aws.ec2, mode: {mode}}}]", "p")
    fates = {each.mutant.description: each.fate for each in mutate([given], []).tried}
    assert fates["mode.pattern.detail.findings.RecordState does not matter"] is Fate.EQUIVALENT
    assert fates["mode.pattern.detail.findings.RecordState with ARCHIVED"] is Fate.SURVIVED
    assert fates["mode.pattern.detail.findings.Id does not matter"] is Fate.SURVIVED


def test_a_pattern_that_eventbridge_refuses_does_not_count(tmp_path: Path) -> None:
    pattern = "{source: [a], detail: {n: [{numeric: ['>', 1, '<', 2]}]}}"
    mode = f"{{type: event, role: r, ids: detail.i, pattern: {pattern}}}"
    given = policies.load(tmp_path, f"policies: [{{name: p, resource: aws.ec2, mode: {mode}}}]", "p")
    fates = {each.mutant.description: each.fate for each in mutate([given], []).tried}
    assert fates["mode.pattern.detail.n: 3 instead of 2"] is Fate.SURVIVED
    assert fates["mode.pattern.detail.n: 2 instead of 1"] is Fate.INVALID  # above 2 and below 2
