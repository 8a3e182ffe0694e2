"""Mode config-rule: what is acted on, and what AWS Config is told."""

from __future__ import annotations

import json

import pytest
from c7n.exceptions import PolicyValidationError
from c7n.policy import ConfigRuleMode

from c7n_reflex.pipeline.outcome import EventEndedError
from tests.modes import support
from tests.modes.support import TAG, A, B, group_tags, policy, security_group

CAPTURED = "2026-11-24T15:00:00.000Z"


def rule_policy(**extra):
    mode = {"type": "config-rule", "role": "r", **extra.pop("mode", {})}
    return {"name": "rule", "resource": "aws.security-group", "mode": mode, "actions": [TAG], **extra}


def item(group, account=A, **fields):
    found = {
        "resourceType": "AWS::EC2::SecurityGroup",
        "resourceId": group,
        "awsAccountId": account,
        "awsRegion": "us-east-1",
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": CAPTURED,
        "configuration": {"groupId": group, "description": "d"},
        "supplementaryConfiguration": {},
    }
    return {**found, **fields}


def invocation(configuration_item, key="configurationItem", **fields):
    message = {key: configuration_item, "messageType": "ConfigurationItemChangeNotification"}
    return {
        "configRuleName": "custodian-rule",
        "accountId": A,
        "resultToken": "token",
        "eventLeftScope": False,
        "invokingEvent": json.dumps(message),
        **fields,
    }


@pytest.fixture
def evaluations(monkeypatch):
    """What Config was told; the function runs in account A. moto takes evaluations only in test mode."""
    told = []
    support.run_as(monkeypatch, A)

    def answer(operation, parameters):
        if operation != "PutEvaluations":
            return None
        assert parameters["ResultToken"] == "token"
        told.extend(parameters["Evaluations"])
        return {"FailedEvaluations": []}

    support.intercept(monkeypatch, answer)
    return told


def run(push, tmp_path, data, event):
    return push(policy(data, tmp_path, account=A), event)


def test_a_resource_that_matches_is_acted_on_and_did_not_comply(tmp_path, push, evaluations):
    group = security_group(A, "open")
    assert run(push, tmp_path, rule_policy(), invocation(item(group))) == ["acted"]
    assert group_tags(A, group) == {"seen": "yes"}
    (evaluation,) = evaluations
    assert evaluation == {
        "ComplianceResourceType": "AWS::EC2::SecurityGroup",
        "ComplianceResourceId": group,
        "ComplianceType": "NON_COMPLIANT",
        "Annotation": "The resource is not compliant with policy:rule.",
        "OrderingTimestamp": evaluation["OrderingTimestamp"],
    }


@pytest.mark.parametrize(
    ("match_compliant", "description", "compliance"),
    [
        (False, "open", "NON_COMPLIANT"),
        (False, "closed", "COMPLIANT"),
        (True, "open", "COMPLIANT"),
        (True, "closed", "NON_COMPLIANT"),
    ],
)
def test_match_compliant_turns_it_round(
    tmp_path, push, evaluations, match_compliant, description, compliance
):
    data = rule_policy(
        filters=[{"Description": "open"}], mode={"match-compliant": match_compliant}, actions=[]
    )
    run(push, tmp_path, data, invocation(item(security_group(A, description))))
    assert [each["ComplianceType"] for each in evaluations] == [compliance]


def test_the_resource_is_looked_at_as_it_is_now(tmp_path, push, evaluations):
    """Config records with a delay: what somebody has mended in between is no fault. Stock trusts the item."""
    group = security_group(A, "mended")
    data = rule_policy(filters=[{"Description": "open"}])
    event = invocation(item(group, configuration={"groupId": group, "description": "open"}))
    assert len(ConfigRuleMode(policy(data, tmp_path, account=A)).run(event, None)) == 1
    evaluations.clear()
    assert run(push, tmp_path, data, event) == ["no-match"]
    assert [each["ComplianceType"] for each in evaluations] == ["COMPLIANT"]


@pytest.mark.parametrize(
    "event",
    [
        invocation(item("sg-1", configurationItemStatus="ResourceDeleted")),
        invocation(item("sg-1", configurationItemStatus="ResourceNotRecorded")),
        invocation(item("sg-1"), eventLeftScope=True),
        invocation(item("sg-0123456789abcdef0")),
    ],
)
def test_what_is_gone_or_out_of_scope_is_not_evaluated(tmp_path, push, evaluations, event):
    assert run(push, tmp_path, rule_policy(), event) == ["gone"]
    assert [each["ComplianceType"] for each in evaluations] == ["NOT_APPLICABLE"]


def test_an_oversized_item_comes_as_a_summary(tmp_path, push, evaluations):
    group = security_group(A, "large")
    summary = {key: value for key, value in item(group).items() if key != "configuration"}
    event = invocation(summary, "configurationItemSummary")
    with pytest.raises(KeyError):
        ConfigRuleMode(policy(rule_policy(), tmp_path, account=A)).run(event, None)
    assert run(push, tmp_path, rule_policy(), event) == ["acted"]
    assert group_tags(A, group) == {"seen": "yes"}
    assert [each["ComplianceType"] for each in evaluations] == ["NON_COMPLIANT"]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"invokingEvent": None},
        {"invokingEvent": "{"},
        {"invokingEvent": "[]"},
        {"invokingEvent": "7"},
        invocation(None),
        invocation({"resourceType": "AWS::EC2::SecurityGroup"}),
        invocation([]),
    ],
)
def test_what_carries_no_item_parks(tmp_path, push, evaluations, event):
    assert run(push, tmp_path, rule_policy(), event) == ["malformed"]
    assert evaluations == []


def test_an_item_of_another_type_names_nothing(tmp_path, push, evaluations):
    event = invocation(item("i-1", resourceType="AWS::EC2::Instance"))
    assert run(push, tmp_path, rule_policy(), event) == ["nothing-named"]
    assert [each["ComplianceType"] for each in evaluations] == ["NOT_APPLICABLE"]


def test_an_item_of_another_account_is_refused(tmp_path, push, evaluations):
    group = security_group(B, "theirs")
    assert run(push, tmp_path, rule_policy(), invocation(item(group, B))) == ["other-account"]
    assert (group_tags(B, group), evaluations) == ({}, [])


def test_an_event_that_ends_in_an_error_leaves_the_evaluation(tmp_path, push, evaluations, fail):
    fail("DescribeSecurityGroups", "UnauthorizedOperation")
    assert run(push, tmp_path, rule_policy(), invocation(item("sg-1"))) == ["unreadable"]
    assert evaluations == []


def test_an_evaluation_that_is_refused_fails_the_invocation(tmp_path, evaluations, fail):
    fail("PutEvaluations", "InvalidResultTokenException")
    built = policy(rule_policy(), tmp_path, account=A)
    with pytest.raises(EventEndedError, match="the evaluation"):
        built.push(invocation(item(security_group(A, "a"))), support.context())


def test_without_a_token_nobody_is_told(tmp_path, push, evaluations):
    event = invocation(item(security_group(A, "a")))
    del event["resultToken"]
    assert run(push, tmp_path, rule_policy(), event) == ["acted"]
    assert evaluations == []


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        ({"mode": {"pattern": {"source": ["x"]}}}, "takes no `pattern`"),
        ({"resource": "aws.account", "actions": []}, "does not record aws.account"),
    ],
)
def test_what_config_does_not_know_is_refused(tmp_path, extra, text):
    with pytest.raises(PolicyValidationError, match=text):
        policy(rule_policy(**extra), tmp_path)
