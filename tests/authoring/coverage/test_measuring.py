"""Which units cases cover, and which they do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.model import Case
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.coverage import Coverage, measure
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.pipeline.outcome import Outcome
from tests.authoring.coverage import policies


def measured(policy: FleetPolicy, cases: list[Case]) -> Coverage:
    return measure([policy], [run(each, policy) for each in cases])


def missing(policy: FleetPolicy, cases: list[Case]) -> set[str]:
    return {unit.name for unit in measured(policy, cases).policies[0].missing}


def test_cases_that_show_everything_cover_all(policy: FleetPolicy) -> None:
    coverage = measured(policy, policies.strong())
    assert (coverage.percent, coverage.leaf_percent) == (100, 100)
    assert not coverage.policies[0].notes


def test_one_case_leaves_half(policy: FleetPolicy) -> None:
    coverage = measured(policy, policies.weak())
    assert (coverage.percent, coverage.leaf_percent) == (50, 50)


def test_no_case_covers_nothing(policy: FleetPolicy) -> None:
    coverage = measure([policy], [])
    assert coverage.percent == 0
    assert coverage.policies[0].cases == 0


@pytest.mark.parametrize(
    ("without", "unit"),
    [
        ("to keep", "leaf:filters[2].not[0]:true"),
        ("stopped", "leaf:filters[0]:false"),
        ("started", "event:ec2.amazonaws.com:StartInstances"),
        ("started", "ids:ec2.amazonaws.com:StartInstances"),
        ("failed", "outcome:call-failed"),
    ],
)
def test_what_only_one_case_shows_is_missing_without_it(policy: FleetPolicy, without: str, unit: str) -> None:
    assert unit in missing(policy, [each for each in policies.strong() if each.name != without])


def test_a_leaf_counts_where_another_has_decided_already(policy: FleetPolicy) -> None:
    stopped = policies.case("x", policies.call(), policies.instance(2, "stopped"), Outcome.NO_MATCH)
    names = missing(policy, [stopped])
    assert "leaf:filters[1].or[1]:false" not in names
    assert "leaf:filters[1].or[1]:true" in names


def test_an_event_that_names_nothing_covers_the_event_and_not_its_ids(policy: FleetPolicy) -> None:
    event = policies.call("StartInstances", place="elsewhere")
    names = missing(policy, [policies.case("x", event, policies.instance(), Outcome.NOTHING_NAMED)])
    assert "event:ec2.amazonaws.com:StartInstances" not in names
    assert "ids:ec2.amazonaws.com:StartInstances" in names


def test_a_failed_call_was_not_routed(policy: FleetPolicy) -> None:
    event = policies.call(error="Client.Denied")
    names = missing(policy, [policies.case("x", event, policies.instance(), Outcome.CALL_FAILED)])
    assert "event:ec2.amazonaws.com:RunInstances" in names
    assert "outcome:call-failed" not in names


def test_a_change_that_is_only_observed_covers_the_action(policy: FleetPolicy) -> None:
    observing = replace(policy, data={**policy.data, "metadata": {"enforcement": "observe"}})
    case = policies.case("x", policies.call(), policies.instance(9), Outcome.OBSERVED)
    assert not {"action:actions[0]", "outcome:reacted"} & missing(observing, [case])


def test_a_resource_that_does_not_match_covers_no_action(policy: FleetPolicy) -> None:
    case = policies.case("x", policies.call(), policies.instance(), Outcome.NO_MATCH)
    assert {"action:actions[0]", "outcome:reacted"} <= missing(policy, [case])


def test_results_without_a_trace_or_of_another_policy_do_not_count(policy: FleetPolicy) -> None:
    (case,) = policies.weak()
    result = run(case, policy)
    assert result.trace is not None
    other = replace(result, trace=replace(result.trace, policy="unheard-of"))
    skipped = run(replace(case, skip="later"), policy)
    assert measure([policy], [skipped, other]).percent == 0


def test_units_have_their_lines(policy: FleetPolicy) -> None:
    (measured_policy,) = measured(policy, policies.weak()).policies
    text = Path(str(measured_policy.file)).read_text(encoding="utf-8").splitlines()
    for name, begins in (
        ("leaf:filters[1].or[1]:false", "- type: value"),
        ("leaf:filters[2].not[0]:true", "- tag:keep: present"),
        ("ids:ec2.amazonaws.com:StartInstances", "ids: requestParameters"),
        ("outcome:call-failed", "- name: stop-large"),
        ("action:actions[0]", "- stop"),
    ):
        (unit,) = (each for each in measured_policy.units if each.name == name)
        assert unit.place is not None and unit.place.line is not None
        assert text[unit.place.line - 1].strip().startswith(begins)


def test_a_leaf_that_never_decides_is_noted(policy: FleetPolicy) -> None:
    cases = [
        policies.case("both", policies.call(), policies.instance(9, size="large"), Outcome.ACTED),
        policies.case("small, and to keep", policies.call(), policies.instance(keep="yes"), Outcome.NO_MATCH),
    ]
    notes = [note.words for note in measured(policy, cases).policies[0].notes]
    assert any(words.startswith("filters[1].or[0] never decided") for words in notes)
    assert not any(words.startswith("filters[0]") for words in notes)  # was never false: missing, no note


def test_a_leaf_that_is_never_known_is_noted(tmp_path: Path) -> None:
    text = "policies: [{name: p, resource: aws.ec2, filters: [termination-protected]}]"
    sweep = policies.load(tmp_path, text, "p")
    case = replace(policies.weak()[0], policy="p", event=None)
    (found,) = measured(sweep, [case]).policies
    assert [note.words for note in found.notes] == [
        "filters[0] was unknown in every case: needs ec2:DescribeInstanceAttribute"
    ]
    assert found.leaf_percent == 0
