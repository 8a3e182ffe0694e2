"""Policies of every event mode, in both topologies, and the events that they react to."""

from __future__ import annotations

import json
from typing import Any

from tests.events.findings import samples
from tests.modes.support import HUB, MEMBER_ROLE, A

TAG = {"type": "tag", "key": "seen", "value": "yes"}
ACTIONS = ["revoke-open-ingress", TAG, {"type": "notify-owner", "subject": "Revoked"}]
CALL = {
    "source": "ec2.amazonaws.com",
    "event": "AuthorizeSecurityGroupIngress",
    "ids": "requestParameters.groupId",
}
MODES: dict[str, dict[str, Any]] = {
    "cloudtrail": {"events": [CALL]},
    "hub-finding": {},
    "hub-action": {},
    "guard-duty": {},
    "event": {
        "pattern": {"source": ["aws.config", "partner"]},
        "ids": "detail.resourceId",
        "account": "detail.awsAccountId",
        "region": "detail.awsRegion",
    },
    "config-rule": {},
}


def policy(mode: str, *, member: bool, **more: Any) -> dict[str, Any]:
    """A policy of this mode; with a member role it runs in core-compliance, without it in each account."""
    resource = "aws.ec2" if mode == "guard-duty" else "aws.security-group"
    actions = [each for each in ACTIONS if resource == "aws.security-group" or each != "revoke-open-ingress"]
    block = {"type": mode, "role": "r", **MODES[mode]}
    if member:
        block["member-role"] = MEMBER_ROLE
    return {"name": "proof", "resource": resource, "mode": block, "actions": actions, **more}


def events(policy: dict[str, Any], group: str, instance: str, function_account: str) -> list[dict[str, Any]]:
    """Events for the policy, which end in a change in account A."""
    mode = policy["mode"]["type"]
    if mode in ("cloudtrail", "event", "config-rule"):
        return [{"cloudtrail": opened, "event": noncompliant, "config-rule": item}[mode](A, group)]
    if mode == "guard-duty":
        return [native(A, instance)]
    both = [found(A, group), translated(A, group)]
    if mode == "hub-finding":
        return both
    arn = f"arn:aws:securityhub:us-east-1:{function_account}:action/custom/{policy['name']}"
    chosen = {**both[0], "resources": [arn], "detail-type": "Security Hub Findings - Custom Action"}
    results = {"insightArn": "arn:aws:securityhub:::insight/x", "resultType": "ResourceId"}
    insight = {"detail-type": "Security Hub Insight Results", "detail": results}
    return [chosen, {**chosen, **insight, "detail": {**results, "insightResults": [{"x": 1}]}}]


def opened(account: str, group: str, region: str = "us-east-1", **detail: Any) -> dict[str, Any]:
    """The call that opens a group to the world, as CloudTrail records it."""
    ranges = {"items": [{"cidrIp": "0.0.0.0/0"}]}
    rule = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ranges}
    return {
        "id": "7bf73129-1428-4cd3-a780-95db273d1602",
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": account,
        "region": region,
        "time": "2026-11-24T15:00:00Z",
        "detail": {
            "eventVersion": "1.08",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "AuthorizeSecurityGroupIngress",
            "eventID": "0c1b2a3d-1428-4cd3-a780-95db273d1602",
            "requestID": "11111111-1428-4cd3-a780-95db273d1602",
            "eventTime": "2026-11-24T15:00:00Z",
            "awsRegion": region,
            "recipientAccountId": account,
            "userIdentity": {
                "type": "AssumedRole",
                "arn": f"arn:aws:sts::{account}:assumed-role/dev/mallory",
                "accountId": account,
                "sessionContext": {
                    "sessionIssuer": {"type": "Role", "accountId": account, "userName": "dev"}
                },
            },
            "requestParameters": {"groupId": group, "ipPermissions": {"items": [rule]}},
            "responseElements": {"_return": True},
            **detail,
        },
    }


def found(account: str, group: str, region: str = "us-east-1", **fields: Any) -> dict[str, Any]:
    """A finding about a group, as Security Hub sends it."""
    arn = f"arn:aws:ec2:{region}:{account}:security-group/{group}"
    named = {"Type": "AwsEc2SecurityGroup", "Id": arn, "Region": region}
    given = {"AwsAccountId": account, "Region": region, "Note": {}, **fields}
    return {"id": "finding-event", **samples.event(samples.asff(named, **given))}


def translated(account: str, group: str) -> dict[str, Any]:
    """The same in OCSF."""
    arn = f"arn:aws:ec2:us-east-1:{account}:security-group/{group}"
    owner = {"account": {"uid": account}}
    named = {"type": "AWS::EC2::SecurityGroup", "uid": arn, "region": "us-east-1", "owner": owner}
    return {"id": "ocsf-event", **samples.event(samples.ocsf(named), kind="Findings Imported V2")}


def native(account: str, instance: str) -> dict[str, Any]:
    """GuardDuty's own event."""
    return {
        "id": "guardduty-event",
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Finding",
        "account": HUB,
        "region": "us-east-1",
        "detail": {
            "id": "f1",
            "arn": f"arn:aws:guardduty:us-east-1:{account}:detector/d1/finding/f1",
            "accountId": account,
            "region": "us-east-1",
            "severity": 8,
            "type": "CryptoCurrency:EC2/BitcoinTool.B!DNS",
            "title": "mining",
            "updatedAt": "2026-11-24T15:00:00.000Z",
            "resource": {"resourceType": "Instance", "instanceDetails": {"instanceId": instance}},
            "service": {"archived": False, "detectorId": "d1"},
        },
    }


def noncompliant(account: str, group: str) -> dict[str, Any]:
    """A change of compliance, from AWS Config."""
    result = {"complianceType": "NON_COMPLIANT"}
    return {
        "id": "config-event",
        "source": "aws.config",
        "detail-type": "Config Rules Compliance Change",
        "account": account,
        "region": "us-east-1",
        "detail": {
            "resourceId": group,
            "resourceType": "AWS::EC2::SecurityGroup",
            "awsAccountId": account,
            "awsRegion": "us-east-1",
            "configRuleName": "restricted-ssh",
            "newEvaluationResult": {**result, "resultRecordedTime": "2026-11-24T15:00:00.000Z"},
        },
    }


def item(account: str, group: str) -> dict[str, Any]:
    """What Config gives a rule's function; there, `invokingEvent` is JSON text (see `as_sent`)."""
    inner = {
        "configurationItem": {
            "resourceId": group,
            "resourceType": "AWS::EC2::SecurityGroup",
            "awsAccountId": account,
            "awsRegion": "us-east-1",
            "configurationItemStatus": "OK",
            "configurationItemCaptureTime": "2026-11-24T15:00:00.000Z",
            "configuration": {"groupId": group, "description": "x"},
        },
        "messageType": "ConfigurationItemChangeNotification",
    }
    return {"invokingEvent": inner, "resultToken": "token", "eventLeftScope": False}


def as_sent(event: Any) -> Any:
    """The event with `invokingEvent` as text."""
    if not isinstance(event, dict) or not isinstance(event.get("invokingEvent"), dict | list):
        return event
    return {**event, "invokingEvent": json.dumps(event["invokingEvent"])}
