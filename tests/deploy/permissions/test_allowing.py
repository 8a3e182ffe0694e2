"""Calls as they are recorded, and whether what a role is granted allows them."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.deploy.permissions.granted import Grant, Granted
from tests.deploy.permissions.allowing import Made, in_recording, in_trail

ACCOUNT = "444455556666"


def event(name: str, parameters: Any, *, source: str = "ec2", session: str = "CloudCustodian") -> Any:
    identity = {
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/c7n-reflex-member/{session}",
        "accountId": ACCOUNT,
        "sessionContext": {"sessionIssuer": {"userName": "c7n-reflex-member"}},
    }
    return {
        "detail": {
            "eventSource": f"{source}.amazonaws.com",
            "eventName": name,
            "awsRegion": "eu-west-1",
            "recipientAccountId": ACCOUNT,
            "userIdentity": identity,
            "requestParameters": parameters,
        }
    }


@pytest.mark.parametrize(
    ("given", "action", "resources"),
    [
        (event("DescribeVpcs", None), "ec2:DescribeVpcs", ("*",)),
        (event("ListBuckets", None, source="s3"), "s3:ListAllMyBuckets", ("*",)),
        (
            event("GetBucketReplication", {"bucketName": "b"}, source="s3"),
            "s3:GetReplicationConfiguration",
            ("arn:aws:s3:::b",),
        ),
        (
            event(
                "DetachInternetGateway",
                {"internetGatewayId": "igw-12345678", "vpcId": "vpc-0123456789abcdef0"},
            ),
            "ec2:DetachInternetGateway",
            (
                f"arn:aws:ec2:eu-west-1:{ACCOUNT}:internet-gateway/igw-12345678",
                f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/vpc-0123456789abcdef0",
            ),
        ),
    ],
)
def test_action_and_resources_of_a_record(given: Any, action: str, resources: tuple[str, ...]) -> None:
    assert list(in_trail([given])) == [Made(ACCOUNT, "c7n-reflex-member", action, resources)]


def test_what_needs_no_permission_or_is_played_by_the_drill_is_left_out() -> None:
    identity = event("GetCallerIdentity", None, source="sts")
    assert list(in_trail([identity, event("DescribeVpcs", None, session="drill")])) == []


def test_a_call_on_another_resource_or_of_another_action_is_denied() -> None:
    [made] = in_trail([event("PutBucketPolicy", {"bucketName": "b"}, source="s3")])

    def allowed(*grants: Grant) -> bool:
        return made.is_allowed({(ACCOUNT, "c7n-reflex-member"): Granted(frozenset(grants))})

    assert allowed(Grant("s3:PutBucketPolicy", "arn:aws:s3:::*"))
    assert not allowed(Grant("s3:PutBucketPolicy", "arn:aws:s3:::c"))
    assert not allowed(Grant("s3:DeleteBucketPolicy", "*"))
    assert not allowed()


def test_data_events_are_the_ledgers_the_mailers_and_the_functions_own() -> None:
    table = {"TableName": "c7n-reflex-ledger", "Key": {}}
    queue = {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/c7n-reflex-notices"}
    made = [("dynamodb", "GetItem", table), ("sqs", "SendMessage", queue), ("ec2", "DescribeVpcs", {})]
    calls = [
        {"service": service, "operation": name, "region": "us-east-1", "parameters": given}
        for service, name, given in made
    ]
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:custodian-x:live"
    found = list(in_recording({"function_arn": arn, "account": ACCOUNT, "calls": calls}, "111122223333"))
    stored = "arn:aws:dynamodb:us-east-1:111122223333:table/c7n-reflex-ledger"
    sent = "arn:aws:sqs:us-east-1:111122223333:c7n-reflex-notices"
    assert found == [
        Made("111122223333", "c7n-reflex-ledger", "dynamodb:GetItem", (stored,)),
        Made(ACCOUNT, "c7n-reflex-lambda", "sqs:SendMessage", (sent,)),
    ]
