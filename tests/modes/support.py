"""Policies, events and accounts for the tests of the modes."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
from c7n.config import Config
from c7n.policy import Policy
from c7n.resources import load_resources

from c7n_reflex.modes.sessions import share_models

HUB, A, B = "111122223333", "200000000001", "200000000002"
MEMBER_ROLE = "arn:aws:iam::{account_id}:role/c7n-reflex-member"
TAG = {"type": "tag", "key": "seen", "value": "yes"}


def policy(data: dict[str, Any], output: Path, account: str = HUB, region: str = "us-east-1") -> Policy:
    """A validated policy, as a function in this account and region would have it."""
    load_resources([data["resource"]])
    options = Config.empty(account_id=account, region=region, output_dir=str(output))
    built = Policy(copy.deepcopy(data), options)
    built.validate()
    return built


@lru_cache
def session(account: str, region: str = "us-east-1") -> boto3.Session:
    """A session in one of moto's accounts: moto takes the account from the role that is assumed."""
    role = f"arn:aws:iam::{account}:role/test"
    sts = boto3.client("sts", region_name="us-east-1")
    given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    found: boto3.Session = share_models(boto3.Session(region_name=region, **keys))
    return found


def security_group(account: str, name: str, region: str = "us-east-1") -> str:
    """The id of a new group with this description."""
    ec2 = session(account, region).client("ec2")
    return str(ec2.create_security_group(GroupName=f"{name}-{uuid4()}", Description=name)["GroupId"])


def group_tags(account: str, group: str, region: str = "us-east-1") -> dict[str, str]:
    """The group's tags."""
    found = session(account, region).client("ec2").describe_security_groups(GroupIds=[group])
    return {tag["Key"]: tag["Value"] for tag in found["SecurityGroups"][0].get("Tags", ())}


def group_policy(**extra: Any) -> dict[str, Any]:
    """A cloudtrail policy in core-compliance that tags a security group."""
    mode = {
        "type": "cloudtrail",
        "role": "r",
        "member-role": MEMBER_ROLE,
        "events": [{"source": "ec2.amazonaws.com", "event": "Open", "ids": "requestParameters.groups"}],
    }
    return {"name": "open", "resource": "aws.security-group", "mode": mode, "actions": [TAG], **extra}


def call(
    *groups: str, account: str | None = A, region: str | None = "us-east-1", **detail: Any
) -> dict[str, Any]:
    """An `AWS API Call via CloudTrail` that names the groups."""
    named = {"account": account, "region": region}
    return {
        "id": "1",
        "detail-type": "AWS API Call via CloudTrail",
        **{key: value for key, value in named.items() if value},
        "detail": {
            "eventSource": "ec2.amazonaws.com",
            "eventName": "Open",
            "requestParameters": {"groups": list(groups)},
            "userIdentity": {"type": "IAMUser", "accountId": account, "userName": "mallory"},
            **detail,
        },
    }


def finding(account: str = A, *resources: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A failed, new, active finding of GuardDuty."""
    return {
        "AwsAccountId": account,
        "Id": "f",
        "Region": "us-east-1",
        "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/guardduty",
        "ProductName": "GuardDuty",
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
        "Resources": list(resources),
        **fields,
    }


def imported(*findings: dict[str, Any]) -> dict[str, Any]:
    """The event of these findings in the hub."""
    return {
        "id": "1",
        "account": HUB,
        "region": "us-east-1",
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        "detail": {"findings": list(findings)},
    }


def hub_policy(resource: str = "aws.security-group", **extra: Any) -> dict[str, Any]:
    """A hub-finding policy in core-compliance that tags what the finding names."""
    mode = {"type": "hub-finding", "role": "r", "member-role": MEMBER_ROLE, **extra.pop("mode", {})}
    return {"name": "hub", "resource": resource, "mode": mode, "actions": [TAG], **extra}
