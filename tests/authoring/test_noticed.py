"""The messages that a policy's function would queue, made offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.authoring import fleet, noticed
from c7n_reflex.authoring.answers import Answers
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError, Place
from c7n_reflex.pipeline.outcome import Outcome
from tests.authoring.policies import call
from tests.conftest import ROOT

RULE = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
GROUP = {"GroupId": "sg-1", "GroupName": "web", "IpPermissions": [RULE]}
ITEM = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}
ANSWERS = {"ec2:DescribeSecurityGroups": {"SecurityGroups": [GROUP]}}


@pytest.fixture(scope="module")
def policy() -> fleet.FleetPolicy:
    return fleet.named(fleet.load([ROOT / "policies"]), "security-group-open-to-world")


def event(name: str = "AuthorizeSecurityGroupIngress", **detail: Any) -> dict[str, Any]:
    parameters = {"groupId": "sg-1", "ipPermissions": {"items": [ITEM]}}
    return call(name=name, requestParameters=parameters, responseElements={}, **detail)


def world(**changes: Any) -> World:
    answers = Answers.read(json.loads(json.dumps(ANSWERS)), Place(Path("answers.yml")))
    return World(**{"resources": (GROUP,), "answers": answers, **changes})


def made(
    policy: fleet.FleetPolicy, outcome: Outcome | None = None, given: World | None = None
) -> dict[str, Any]:
    [message] = noticed.messages(policy, event(), given or world(), outcome)
    return message


def test_it_is_the_message_of_custodians_notify(policy: fleet.FleetPolicy) -> None:
    message = made(policy)
    assert {"event", "account_id", "account", "region", "policy", "action", "resources"} <= set(message)
    assert message["policy"]["name"] == "security-group-open-to-world"
    action = message["action"]
    assert (action["to"], action["template"]) == (["account-owner"], "remediation")
    assert action["subject"] == "A security group rule open to the internet was revoked"
    json.dumps(message)


def test_it_ends_as_it_would_and_has_what_would_be_changed(policy: fleet.FleetPolicy) -> None:
    message = made(policy)
    assert message["action"]["outcome"] == "fixed"  # the function would look again
    assert message["action"]["notice_id"] == f"{message['action']['entry']}:fixed"
    [resource] = message["resources"]
    assert resource["GroupName"] == "web"
    [record] = resource["c7n-reflex:remediations"]
    assert (record["outcome"], record["action"]) == ("changed", "revoke-open-ingress")
    assert record["before"]["permissions"] and not record["after"]["permissions"]


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Outcome.ACTED, "changed"),
        (Outcome.OBSERVED, "planned"),
        (Outcome.AWAITING_APPROVAL, "planned"),
        (Outcome.FAILED, "failed"),
        (Outcome.NOT_FIXED, "changed"),
    ],
)
def test_other_ends_can_be_looked_at(policy: fleet.FleetPolicy, outcome: Outcome, result: str) -> None:
    action = made(policy, outcome)["action"]
    [record] = made(policy, outcome)["resources"][0]["c7n-reflex:remediations"]
    assert (action["outcome"], action["sentence"], record["outcome"]) == (outcome, outcome.sentence, result)
    assert bool(action["approve_until"]) == (outcome is Outcome.AWAITING_APPROVAL)
    assert (record["error"] != "") == (outcome is Outcome.FAILED)


def test_the_same_event_gives_the_same_notice(policy: fleet.FleetPolicy) -> None:
    assert made(policy) == made(policy)


def test_secrets_are_not_in_it(policy: fleet.FleetPolicy) -> None:
    given = world(resources=({**GROUP, "MasterUserPassword": "hunter2"},))
    assert "hunter2" not in json.dumps(made(policy, None, given))


def test_where_nobody_would_be_told_it_says_why(policy: fleet.FleetPolicy) -> None:
    with pytest.raises(InputError, match="ends not-subscribed at route"):
        noticed.messages(policy, event("CreateVpc"), world())
    with pytest.raises(InputError, match="ends no-match at decide"):
        noticed.messages(policy, event(), world(resources=({**GROUP, "IpPermissions": []},)))
    with pytest.raises(InputError, match="it is not known: sg-1"):
        noticed.messages(policy, event(), world(resources=None), Outcome.FAILED)


def test_a_policy_that_tells_nobody_is_refused(policy: fleet.FleetPolicy) -> None:
    quiet = policy.changed({**policy.data, "actions": ["revoke-open-ingress"]})
    with pytest.raises(InputError, match="tells nobody"):
        noticed.messages(quiet, event(), world())
