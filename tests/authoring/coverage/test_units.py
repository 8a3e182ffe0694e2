"""What there is to cover, by the policy's mode."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.coverage import measure
from c7n_reflex.authoring.coverage.units import units_of
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.pipeline.outcome import Outcome
from tests.authoring.coverage import policies

FINDING = {
    "type": "hub-finding",
    "role": "arn:aws:iam::{account_id}:role/c7n-reflex-lambda",
    "pattern": {"detail": {"findings": {"Workflow": {"Status": ["NEW"]}}}},
}


@pytest.fixture(autouse=True, scope="module")
def _resource_type() -> None:
    from c7n.resources import load_resources

    import c7n_reflex.plugin  # noqa: F401

    load_resources(("aws.ec2",))


def policy(mode: dict[str, Any] | None, filters: list[Any] | None = None) -> FleetPolicy:
    data = {"name": "p", "resource": "aws.ec2", "filters": filters or []}
    return FleetPolicy({**data, "mode": mode} if mode else data)


def names(given: FleetPolicy) -> set[str]:
    return {unit.name for unit in units_of(given)}


def finding(**changes: Any) -> dict[str, Any]:
    arn = f"arn:aws:ec2:us-east-1:{policies.ACCOUNT}:instance/i-1"
    one = {
        "SchemaVersion": "2018-10-08",
        "Id": "f-1",
        "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/guardduty",
        "GeneratorId": "g",
        "AwsAccountId": policies.ACCOUNT,
        "Types": [],
        "CreatedAt": "2026-01-01T00:00:00Z",
        "UpdatedAt": "2026-01-01T00:00:00Z",
        "Severity": {"Label": "HIGH"},
        "Title": "t",
        "Description": "d",
        "Resources": [{"Type": "AwsEc2Instance", "Id": arn, "Region": "us-east-1"}],
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
        **changes,
    }
    return {
        "id": "e-1",
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        "account": policies.ACCOUNT,
        "region": "us-east-1",
        "detail": {"findings": [one]},
    }


def covered(given: FleetPolicy, event: dict[str, Any]) -> set[str]:
    case = policies.case("x", event, policies.instance(), Outcome.UNCHANGED)
    return {unit.name for unit in measure([given], [run(case, given)]).units if unit.covered}


def test_a_sweep_has_no_events() -> None:
    assert names(policy(None)) == {"outcome:reacted", "outcome:left-alone"}


def test_a_sweep_cannot_see_an_event_filter_be_false() -> None:
    filters = [{"type": "event", "key": "detail.eventName", "value": "x"}, {"State.Name": "running"}]
    periodic = {"type": "periodic", "schedule": "rate(1 day)", "role": "r"}
    found = {name for name in names(policy(periodic, filters)) if name.startswith("leaf")}
    assert found == {"leaf:filters[1]:true", "leaf:filters[1]:false"}


def test_a_policy_that_asks_for_failed_calls_needs_no_case_of_one() -> None:
    mode = {"type": "cloudtrail", "events": ["RunInstances"], "role": "r"}
    assert "outcome:call-failed" in names(policy(mode))
    asks = {**mode, "pattern": {"detail": {"errorCode": ["AccessDenied"]}}}
    assert "outcome:call-failed" not in names(policy(asks))


def test_the_same_call_with_other_ids_has_two_units() -> None:
    event = {"source": "ec2.amazonaws.com", "event": "RunInstances"}
    events = [{**event, "ids": "a"}, {**event, "ids": "b"}]
    found = names(policy({"type": "cloudtrail", "events": events, "role": "r"}))
    assert {"ids:ec2.amazonaws.com:RunInstances", "ids:ec2.amazonaws.com:RunInstances:2"} <= found
    assert "event:ec2.amazonaws.com:RunInstances:2" not in found


def test_a_finding_that_stands_is_routed_and_a_settled_one_is_not() -> None:
    given = policy(FINDING)
    assert covered(given, finding()) == {"event:pattern", "outcome:reacted"}
    assert "outcome:settled" in covered(given, finding(RecordState="ARCHIVED"))
    assert "event:pattern" not in covered(given, finding(RecordState="ARCHIVED"))


def test_a_settled_finding_counts_where_the_pattern_itself_keeps_it_out() -> None:
    settled = covered(policy(FINDING), finding(Workflow={"Status": "SUPPRESSED"}))
    assert settled == {"outcome:settled", "outcome:left-alone"}
    another = covered(policy(FINDING), {**finding(), "source": "another"})
    assert another == {"outcome:left-alone"}


@pytest.mark.parametrize(("state", "is_needed"), [("ACTIVE", True), ("ARCHIVED", False)])
def test_a_pattern_that_asks_for_settled_findings_needs_no_case_of_one(state: str, is_needed: bool) -> None:
    mode = {**FINDING, "pattern": {"detail": {"findings": {"RecordState": [state]}}}}
    assert ("outcome:settled" in names(policy(mode))) is is_needed


def test_ids_of_mode_event() -> None:
    mode = {"type": "event", "role": "r", "pattern": {"source": ["aws.ec2"]}, "ids": "detail.instance"}
    event = {"id": "e", "source": "aws.ec2", "detail-type": "x", "account": policies.ACCOUNT}
    event = {**event, "region": "us-east-1", "detail": {"instance": "i-1"}}
    given = policy(mode)
    assert {"event:pattern", "ids:pattern"} <= covered(given, event)
    assert "ids:pattern" not in covered(given, {**event, "detail": {}})
