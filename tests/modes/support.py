"""Policies, events and accounts for the tests of the modes."""

from __future__ import annotations

import copy
import json
import zlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import botocore.client
import pytest
from c7n.config import Config
from c7n.policy import Policy
from c7n.resources import load_resources

from c7n_reflex import settings
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
        "id": str(uuid4()),
        "source": "aws.ec2",
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


def group_resource(account: str, group: str, region: str = "us-east-1") -> dict[str, str]:
    """A security group, as findings name it."""
    arn = f"arn:aws:ec2:{region}:{account}:security-group/{group}"
    return {"Type": "AwsEc2SecurityGroup", "Id": arn, "Region": region}


def imported(*findings: dict[str, Any]) -> dict[str, Any]:
    """The event of these findings in the hub."""
    return {
        "id": str(uuid4()),
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


def end_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The lines that say how an event ended in an account and region."""
    return [line for line in lines(caplog) if line.get("end")]


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the pipeline logged since `caplog.clear()`."""
    logged = [record for record in caplog.records if record.name == "c7n_reflex.pipeline"]
    texts = [record.getMessage() for record in logged]
    return [json.loads(text) for text in texts if text.startswith("{")]


def context(request: str = "") -> Any:
    """What Lambda gives a function."""
    return SimpleNamespace(
        aws_request_id=request or str(uuid4()),
        invoked_function_arn=f"arn:aws:lambda:us-east-1:{HUB}:function:custodian-x",
    )


@dataclass
class HubDouble:
    """Takes the status of findings, as Security Hub does; `refusals` of the next updates are refused."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    refusals: int = 0

    def answer(self, operation: str, parameters: Any) -> dict[str, Any] | None:
        """Of an operation that moto does not have; None for all others."""
        if operation not in ("BatchUpdateFindings", "BatchUpdateFindingsV2"):
            return None
        identifiers = parameters["FindingIdentifiers"]
        if self.refusals:
            self.refusals -= 1
            refused = [{"FindingIdentifier": each, "ErrorCode": "InternalError"} for each in identifiers]
            return {"ProcessedFindings": [], "UnprocessedFindings": refused}
        self.updates.append(parameters)
        return {"ProcessedFindings": identifiers, "UnprocessedFindings": []}

    @property
    def statuses(self) -> list[str]:
        """The workflow statuses that were given, in their order."""
        return [each["Workflow"]["Status"] for each in self.updates]


def core_parts(session: boto3.Session) -> None:
    """The ledger's table, the switch and the queue of notices, as infrastructure/core.yml makes them."""
    dynamodb = session.client("dynamodb")
    if settings.LEDGER_TABLE not in dynamodb.list_tables()["TableNames"]:
        dynamodb.create_table(
            TableName=settings.LEDGER_TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    turn(session, "enforce")
    session.client("sqs").create_queue(QueueName=settings.NOTICE_QUEUE)
    notices()


def turn(session: boto3.Session, position: str) -> None:
    """Set the switch."""
    session.client("ssm").put_parameter(
        Name=settings.SWITCH_PARAMETER, Value=position, Type="String", Overwrite=True
    )


def notices() -> list[dict[str, Any]]:
    """The notices that were queued since they were last read."""
    queues = session(HUB).client("sqs")
    url = queues.get_queue_url(QueueName=settings.NOTICE_QUEUE)["QueueUrl"]
    found = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for each in found:
        queues.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return [json.loads(zlib.decompress(b64decode(each["Body"]))) for each in found]


def intercept(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str, Any], Any]) -> None:
    """Have `answer` asked before each call; it raises, answers, or returns None."""
    real = botocore.client.BaseClient._make_api_call

    def make(self: botocore.client.BaseClient, name: str, parameters: dict[str, object]) -> object:
        answered = answer(name, parameters)
        return real(self, name, parameters) if answered is None else answered

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make)


def run_as(monkeypatch: pytest.MonkeyPatch, account: str) -> None:
    """Give this process credentials of the account, as its functions have."""
    keys = session(account).get_credentials()
    assert keys is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", str(keys.token))


def open_group(account: str, port: int = 22) -> str:
    """The id of a new group that lets everybody in."""
    group = security_group(account, "open")
    authorize(account, group, port)
    return group


def authorize(account: str, group: str, port: int) -> None:
    """Let everybody in."""
    ec2 = session(account).client("ec2")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=_everybody(port))


def revoke(account: str, group: str, port: int) -> None:
    """Let nobody in any more."""
    ec2 = session(account).client("ec2")
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=_everybody(port))


def _everybody(port: int) -> list[dict[str, Any]]:
    everywhere = [{"CidrIp": "0.0.0.0/0"}]
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": everywhere}]


def open_ports(account: str, group: str) -> list[int]:
    """At which the group lets everybody in."""
    found = session(account).client("ec2").describe_security_groups(GroupIds=[group])
    return [each["FromPort"] for each in found["SecurityGroups"][0]["IpPermissions"] if each["IpRanges"]]


def closing(**extra: Any) -> dict[str, Any]:
    """What a policy has in common that closes open groups and tells the owner."""
    actions = ["revoke-open-ingress", {"type": "notify-owner", "subject": "Closed"}]
    return {"name": f"close-{uuid4()}"[:30], "filters": ["open-ingress"], "actions": actions, **extra}
