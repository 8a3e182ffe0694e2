"""What an event does to a policy, stage by stage, without AWS."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import botocore.client
import pytest

from c7n_reflex.authoring.answers import Answer, Answers
from c7n_reflex.authoring.trace import Verdict
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption
from tests.authoring.policies import ACCOUNT, GROUP, NOTICE, OTHER, TAG, call, fleet_policy

MEMBER = "arn:aws:iam::{account_id}:role/c7n-reflex-member"


@pytest.fixture(autouse=True)
def no_calls(monkeypatch):
    def refuse(self, name, parameters):
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refuse)


def verdicts(found):
    return {str(each.stage): each.verdict for each in found.stages}


def world(*resources, **more):
    return World(resources=tuple(resources), **more)


def test_goes_through_every_stage():
    found = trace(
        fleet_policy(actions=[TAG, NOTICE], filters=[{"Description": "a"}]), call("sg-1"), world(GROUP)
    )
    assert (found.outcome, found.stage) == (Outcome.ACTED, Stage.ACT)
    assert verdicts(found) == {
        **dict.fromkeys(("route", "locate", "resolve", "decide", "act", "verify", "report"), Verdict.PASS),
    }
    (resource,) = found.resources
    assert (resource.identity, resource.outcome, resource.told) == ("sg-1", Outcome.ACTED, True)
    (planned,) = resource.planned
    assert (planned.path, planned.type, planned.changes) == ("actions[0]", "tag", True)
    assert "ec2:CreateTags" in planned.calls


def test_a_remediation_would_be_verified_and_that_is_unknown():
    opened = {**GROUP, "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    policy = fleet_policy(filters=["open-ingress"], actions=["revoke-open-ingress"])
    assert verdicts(trace(policy, call("sg-1"), world(opened)))["verify"] is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (call("sg-1", name="Close"), Outcome.NOT_SUBSCRIBED),
        ({**call("sg-1"), "detail-type": "Something Else"}, Outcome.NOT_SUBSCRIBED),
        (call("sg-1", errorCode="AccessDenied"), Outcome.CALL_FAILED),
        # Failed, and none that the policy is about: EventBridge would not have brought it.
        (call("sg-1", name="Close", errorCode="AccessDenied"), Outcome.NOT_SUBSCRIBED),
        (
            call(
                "sg-1",
                userIdentity={
                    "type": "AssumedRole",
                    "sessionContext": {
                        "sessionIssuer": {"userName": "c7n-reflex-lambda", "accountId": ACCOUNT}
                    },
                },
            ),
            Outcome.OWN_CALL,
        ),
        (call(), Outcome.NOTHING_NAMED),
        ({}, Outcome.NOT_SUBSCRIBED),
    ],
)
def test_says_where_it_stopped(event, outcome):
    found = trace(fleet_policy(), event, world(GROUP))
    assert (found.outcome, found.stage) == (outcome, outcome.stage)
    assert found.resources == ()
    after = [
        each for each in found.stages if list(Stage).index(each.stage) > list(Stage).index(outcome.stage)
    ]
    assert {each.verdict for each in after} == {Verdict.NOT_REACHED}
    stopped = next(each for each in found.stages if each.stage is outcome.stage)
    assert (stopped.verdict, stopped.outcome) == (Verdict.STOP, outcome)


def test_resources_that_nobody_gave_are_unknown_and_such_as_do_not_exist_are_gone():
    unknown = trace(fleet_policy(), call("sg-1"), World())
    assert (unknown.outcome, unknown.stage, unknown.needs) == (None, Stage.RESOLVE, ("sg-1",))
    assert verdicts(unknown)["decide"] is Verdict.NOT_REACHED
    assert [each.type for each in unknown.resources[0].planned] == ["tag"]
    assert trace(fleet_policy(), call("sg-1"), world()).outcome is Outcome.GONE


def test_every_resource_has_its_own_end():
    other = {**GROUP, "GroupId": "sg-2", "Description": "b"}
    found = trace(
        fleet_policy(filters=[{"Description": "a"}]), call("sg-1", "sg-2", "sg-3"), world(GROUP, other)
    )
    assert {each.identity: each.outcome for each in found.resources} == {
        "sg-1": Outcome.ACTED,
        "sg-2": Outcome.NO_MATCH,
        "sg-3": Outcome.GONE,
    }
    denied = next(each for each in found.resources if each.identity == "sg-2").deciding
    assert (denied.path, denied.actual, denied.reason) == ("filters[0]", "b", "value mismatch")


def test_the_function_is_where_the_event_arrived_unless_told_otherwise():
    policy = fleet_policy()
    assert trace(policy, call("sg-1", account=OTHER), world(GROUP)).targets[0].account == OTHER
    elsewhere = trace(policy, call("sg-1", account=OTHER), world(GROUP, account=ACCOUNT))
    assert (elsewhere.outcome, elsewhere.stage) == (Outcome.OTHER_ACCOUNT, Stage.LOCATE)


def test_a_member_role_reaches_every_account():
    policy = fleet_policy()
    policy.data["mode"]["member-role"] = MEMBER
    (target,) = trace(policy, call("sg-1", account=OTHER), world(GROUP, account=ACCOUNT)).targets
    assert (target.account, target.role) == (OTHER, f"arn:aws:iam::{OTHER}:role/c7n-reflex-member")


@pytest.mark.parametrize(
    ("switch", "outcome"),
    [
        (Enforcement.OFF, Outcome.SWITCHED_OFF),
        (Enforcement.OBSERVE, Outcome.OBSERVED),
        (Enforcement.APPROVE, Outcome.AWAITING_APPROVAL),
    ],
)
def test_the_switch_counts(switch, outcome):
    found = trace(fleet_policy(), call("sg-1"), world(GROUP, switch=Position(switch)))
    assert (found.outcome, found.stage) == (outcome, Stage.DECIDE)


def test_so_do_the_policys_own_enforcement_and_what_it_would_do_is_shown():
    found = trace(
        fleet_policy(metadata={"enforcement": "observe"}, actions=[TAG, NOTICE]), call("sg-1"), world(GROUP)
    )
    assert found.outcome is Outcome.OBSERVED
    assert [each.type for each in found.resources[0].planned] == ["tag"]
    assert found.resources[0].told


def test_exemptions_count_until_their_last_day():
    until = Exemption("open", "*", "*", date(2026, 1, 31), "a@example.com", "why", resource="sg-1")
    during = datetime(2026, 1, 31, 23, tzinfo=UTC)
    after = datetime(2026, 2, 1, tzinfo=UTC)
    exempt = trace(fleet_policy(), call("sg-1"), world(GROUP, exemptions=(until,), clock=during))
    assert exempt.outcome is Outcome.EXEMPT
    assert (
        trace(fleet_policy(), call("sg-1"), world(GROUP, exemptions=(until,), clock=after)).outcome
        is Outcome.ACTED
    )


def test_the_clock_is_the_filters_as_well():
    policy = fleet_policy(
        filters=[{"type": "value", "key": "Made", "value_type": "age", "op": "gt", "value": 10}]
    )
    group = {**GROUP, "Made": "2026-01-01T00:00:00Z"}
    early, late = (datetime(2026, 1, day, tzinfo=UTC) for day in (5, 25))
    assert trace(policy, call("sg-1"), world(group, clock=early)).outcome is Outcome.NO_MATCH
    assert trace(policy, call("sg-1"), world(group, clock=late)).outcome is Outcome.ACTED


VPC_FILTER = {"type": "attached-vpc", "unless-tagged": {"internet-access": "approved"}}
GATEWAY = {"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}


def gateway_policy(*filters):
    return fleet_policy(resource="aws.internet-gateway", filters=list(filters), actions=["detach"])


def gateway_call():
    event = call("igw-1")
    event["detail"]["requestParameters"]["vpcId"] = "vpc-1"
    return event


def vpcs(*tags):
    known = {"Vpcs": [{"VpcId": "vpc-1", "Tags": [{"Key": key, "Value": value} for key, value in tags]}]}
    return Answers({"ec2:DescribeVpcs": (Answer(known),)})


def test_what_filters_ask_of_aws_is_answered_or_unknown():
    policy, event = gateway_policy(VPC_FILTER), gateway_call()
    approved = vpcs(("internet-access", "approved"))
    assert trace(policy, event, world(GATEWAY, answers=approved)).outcome is Outcome.NO_MATCH
    assert trace(policy, event, world(GATEWAY, answers=vpcs())).outcome is Outcome.ACTED
    unknown = trace(policy, event, world(GATEWAY))
    assert (unknown.outcome, unknown.stage, unknown.needs) == (None, Stage.DECIDE, ("ec2:DescribeVpcs",))
    assert unknown.resources[0].filters[0].reason == "needs ec2:DescribeVpcs"


def test_what_is_unknown_does_not_matter_where_something_else_decides():
    event = gateway_call()
    keep_out = {"type": "value", "key": "OwnerId", "value": "somebody"}
    assert trace(gateway_policy(VPC_FILTER, keep_out), event, world(GATEWAY)).outcome is Outcome.NO_MATCH
    either = {"or": [VPC_FILTER, {"InternetGatewayId": "igw-1"}]}
    assert trace(gateway_policy(either), event, world(GATEWAY)).outcome is Outcome.ACTED
    assert trace(gateway_policy({"or": [VPC_FILTER, keep_out]}), event, world(GATEWAY)).outcome is None


def test_an_error_that_aws_answers_is_one():
    denied = Answers({"ec2:DescribeVpcs": (Answer(error="UnauthorizedOperation"),)})
    found = trace(gateway_policy(VPC_FILTER), gateway_call(), world(GATEWAY, answers=denied))
    assert (found.outcome, found.stage) == (Outcome.UNDECIDED, Stage.DECIDE)
    assert "UnauthorizedOperation" in found.detail


def test_answers_of_one_policy_are_not_anothers():
    """Custodian keeps sessions by region, whosever they are."""
    first, second = gateway_policy(VPC_FILTER), gateway_policy(VPC_FILTER)
    approved = vpcs(("internet-access", "approved"))
    assert trace(first, gateway_call(), world(GATEWAY, answers=approved)).outcome is Outcome.NO_MATCH
    assert trace(second, gateway_call(), world(GATEWAY, answers=vpcs())).outcome is Outcome.ACTED
    assert trace(first, gateway_call(), world(GATEWAY)).outcome is None


def test_a_sweep_takes_every_resource():
    policy = fleet_policy(mode=None, filters=[{"Description": "a"}])
    other = {**GROUP, "GroupId": "sg-2", "Description": "b"}
    found = trace(policy, None, world(GROUP, other))
    assert {each.identity: each.outcome for each in found.resources} == {
        "sg-1": Outcome.ACTED,
        "sg-2": Outcome.NO_MATCH,
    }
    assert found.outcome is Outcome.ACTED
    assert trace(policy, None, world(other)).outcome is Outcome.NO_MATCH
    assert trace(policy, None, world()).outcome is Outcome.NOTHING_NAMED
    assert trace(policy, None, World()).outcome is None


def test_no_event_starts_a_sweep_and_nothing_else_starts_an_event_policy():
    assert trace(fleet_policy(mode=None), call("sg-1"), world(GROUP)).outcome is Outcome.NOT_SUBSCRIBED
    assert trace(fleet_policy(), None, world(GROUP)).outcome is Outcome.NOT_SUBSCRIBED


def test_leaves_what_it_is_given_alone():
    group, event = copy.deepcopy(GROUP), call("sg-1")
    trace(fleet_policy(filters=["open-ingress"]), event, world(group))
    assert (group, event) == (GROUP, call("sg-1"))


def test_nobody_waits(monkeypatch):
    def refuse(seconds):
        raise AssertionError(f"slept {seconds}")

    monkeypatch.setattr("time.sleep", refuse)
    policy = fleet_policy()
    policy.data["mode"]["delay"] = 60
    assert trace(policy, call("sg-1"), world(GROUP)).outcome is Outcome.ACTED


def test_as_json_it_has_names_and_no_objects():
    import json

    found = trace(fleet_policy(filters=[{"Description": "b"}]), call("sg-1"), world(GROUP)).as_dict()
    assert json.loads(json.dumps(found))["stage"] == "decide"
    assert found["outcome"] == "no-match"


def finding(**more):
    return {
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        "account": ACCOUNT,
        "region": "us-east-1",
        "id": "f",
        "detail": {
            "findings": [
                {
                    "Id": "finding-1",
                    "ProductArn": f"arn:aws:securityhub:us-east-1:{ACCOUNT}:product/{ACCOUNT}/default",
                    "AwsAccountId": ACCOUNT,
                    "Region": "us-east-1",
                    "RecordState": "ACTIVE",
                    "Workflow": {"Status": "NEW"},
                    "Resources": [{"Type": "AwsEc2SecurityGroup", "Id": "sg-1", "Region": "us-east-1"}],
                    **more,
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("actions", "status", "said"),
    [
        (["revoke-open-ingress"], "RESOLVED", "set finding finding-1 to RESOLVED once verified"),
        ([TAG], "NOTIFIED", "set finding finding-1 to NOTIFIED"),
    ],
)
def test_says_what_the_finding_would_be_told(actions, status, said):
    opened = {**GROUP, "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    mode = {"type": "hub-finding", "role": "r", "pattern": {"detail": {"findings": {"Id": ["finding-1"]}}}}
    found = trace(
        fleet_policy(mode=mode, filters=["open-ingress"], actions=actions), finding(), world(opened)
    )
    assert found.outcome is Outcome.ACTED
    assert found.targets[0].written_back == (("finding-1", status),)
    assert found.stages[-1].detail == said


def test_a_settled_finding_is_named_so_and_another_is_not_subscribed():
    mode = {"type": "hub-finding", "role": "r", "pattern": {"detail": {"findings": {"Id": ["finding-1"]}}}}
    policy = fleet_policy(mode=mode)
    assert trace(policy, finding(RecordState="ARCHIVED"), world(GROUP)).outcome is Outcome.SETTLED
    other = finding(RecordState="ARCHIVED", Id="finding-2")
    assert trace(policy, other, world(GROUP)).outcome is Outcome.NOT_SUBSCRIBED


def test_a_filter_that_fails_in_a_sweep_is_an_end():
    broken = {"type": "value", "key": "Size", "op": "mod", "value": 0}
    found = trace(fleet_policy(mode=None, filters=[broken]), None, world({**GROUP, "Size": 4}))
    assert found.outcome is Outcome.UNDECIDED
    assert "ZeroDivisionError" in found.detail


def test_an_action_that_cannot_plan_fails(monkeypatch):
    from custom_actions.revoke_open_ingress import RevokeOpenIngress

    def fail(self, resources, event):
        raise KeyError("unexpected")

    monkeypatch.setattr(RevokeOpenIngress, "preview", fail)
    opened = {**GROUP, "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    policy = fleet_policy(filters=["open-ingress"], actions=["revoke-open-ingress"])
    found = trace(policy, call("sg-1"), world(opened))
    assert (found.outcome, found.stage) == (Outcome.FAILED, Stage.ACT)
    assert "unexpected" in found.detail


def test_what_certainly_keeps_a_resource_out_decides_before_what_is_unknown():
    keep_out = {"type": "value", "key": "OwnerId", "value": "somebody"}
    found = trace(gateway_policy(VPC_FILTER, keep_out), gateway_call(), world(GATEWAY))
    assert found.resources[0].deciding.path == "filters[1]"
