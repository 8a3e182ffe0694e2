"""Policies, events and resources for the tests of the core of explain, test and coverage."""

from __future__ import annotations

from typing import Any

from c7n.resources import load_resources

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.authoring.fleet import FleetPolicy

ACCOUNT, OTHER, REGION = "200000000001", "200000000002", "us-east-1"
GROUP = {"GroupId": "sg-1", "GroupName": "web", "Description": "a", "IpPermissions": []}
TAG = {"type": "tag", "key": "seen", "value": "yes"}
NOTICE = {"type": "notify-owner", "subject": "Something was changed"}


def fleet_policy(**data: Any) -> FleetPolicy:
    """A policy on security groups, started by `ec2:Open`, which tags them, unless told otherwise."""
    mode = {
        "type": "cloudtrail",
        "role": "arn:aws:iam::{account_id}:role/c7n-reflex-lambda",
        "events": [
            {"source": "ec2.amazonaws.com", "event": "Open", "ids": "requestParameters.groups"},
            {"source": "ec2.amazonaws.com", "event": "Widen", "ids": "requestParameters.groupId"},
        ],
    }
    whole = {"name": "open", "resource": "aws.security-group", "mode": mode, "actions": [TAG], **data}
    load_resources([whole["resource"]])
    return FleetPolicy({key: value for key, value in whole.items() if value is not None})


def call(*groups: str, name: str = "Open", account: str = ACCOUNT, **detail: Any) -> dict[str, Any]:
    """The event of a call that names these groups."""
    record = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": name,
        "eventID": "e-1",
        "requestID": "r-1",
        "awsRegion": REGION,
        "recipientAccountId": account,
        "userIdentity": {"type": "IAMUser", "userName": "alice", "arn": f"arn:aws:iam::{account}:user/alice"},
        "requestParameters": {"groups": list(groups)},
        **detail,
    }
    return {
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": account,
        "region": REGION,
        "time": "2026-01-01T00:00:00Z",
        "id": "0",
        "resources": [],
        "detail": record,
    }
