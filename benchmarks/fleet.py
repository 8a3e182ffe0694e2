"""A fleet of policies with cases, and the same as pytest tests over placebo flights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ACCOUNT, REGION = "200000000001", "us-east-1"
CASES = 5
JSON = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A resource type: its API in Custodian's, CloudTrail's and boto3's words."""

    resource: str
    event: str
    ids: str
    id_key: str
    prefix: str  # of ids: Custodian leaves others out
    describe: str
    listed: str  # key of the answer
    wrapped: bool = False  # EC2 instances come in reservations

    def answer(self, resources: list[JSON]) -> JSON:
        """What AWS answers."""
        if self.wrapped:
            return {"Reservations": [{"Instances": [each]} for each in resources]}
        return {self.listed: resources}


KINDS = (
    Kind("aws.security-group", "CreateSecurityGroup", "responseElements.groupId", "GroupId", "sg",
         "DescribeSecurityGroups", "SecurityGroups"),
    Kind("aws.vpc", "CreateVpc", "responseElements.vpc.vpcId", "VpcId", "vpc", "DescribeVpcs", "Vpcs"),
    Kind("aws.subnet", "CreateSubnet", "responseElements.subnet.subnetId", "SubnetId", "subnet",
         "DescribeSubnets", "Subnets"),
    Kind("aws.internet-gateway", "CreateInternetGateway",
         "responseElements.internetGateway.internetGatewayId", "InternetGatewayId", "igw",
         "DescribeInternetGateways", "InternetGateways"),
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """One case: an event, what the resource looks like, and whether the policy matches it."""

    name: str
    event: JSON
    resource: JSON
    matches: bool


def policy(number: int) -> JSON:
    """Tags what has not said whose it is, unless it is a sandbox's."""
    kind = KINDS[number % len(KINDS)]
    return {
        "name": f"owner-missing-{number}",
        "resource": kind.resource,
        "mode": {
            "type": "cloudtrail",
            "role": "arn:aws:iam::{account_id}:role/c7n-reflex-lambda",
            "events": [{"source": "ec2.amazonaws.com", "event": kind.event, "ids": kind.ids}],
        },
        "filters": [
            {"or": [{"tag:Owner": "absent"}, {"tag:Owner": "empty"}]},
            {"type": "value", "key": "tag:Stage", "op": "not-in", "value": ["sandbox", f"stage-{number}"]},
        ],
        "actions": [{"type": "tag", "key": "Owner", "value": f"team-{number}"}],
    }


def expected(number: int) -> Iterator[Expected]:
    """The policy's cases."""
    kind = KINDS[number % len(KINDS)]
    identity = f"{kind.prefix}-{number:017x}"
    for name, tags, matches in (
        ("without an owner", {}, True),
        ("with an owner", {"Owner": "me"}, False),
        ("with an empty owner", {"Owner": ""}, True),
        ("in a sandbox", {"Stage": "sandbox"}, False),
        ("in its own stage", {"Stage": f"stage-{number}"}, False),
    ):
        resource = {
            kind.id_key: identity,
            "Description": name,
            "Tags": [{"Key": k, "Value": v} for k, v in tags.items()],
        }
        yield Expected(name, event(kind, identity), resource, matches)


def event(kind: Kind, identity: str) -> JSON:
    """The call that made the resource."""
    answer: Any = identity
    for key in reversed(kind.ids.split(".")):
        answer = {key: answer}
    detail = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": kind.event,
        "eventID": identity,
        "awsRegion": REGION,
        "recipientAccountId": ACCOUNT,
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        **answer,
    }
    return {
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": ACCOUNT,
        "region": REGION,
        "id": identity,
        "detail": detail,
    }


def write(folder: Path, policies: int) -> None:
    """`policies/` and `tests/policies/` for ours, `peer/` for Custodian's way."""
    for number in range(policies):
        _write_ours(folder, number)
        _write_flights(folder / "peer" / "flights", number)
    peer = folder / "peer"
    data = [
        {"policy": policy(n), "cases": [[each.name, each.event, each.matches] for each in expected(n)]}
        for n in range(policies)
    ]
    (peer / "cases.json").write_text(json.dumps(data))
    (peer / "test_policies.py").write_text((Path(__file__).parent / "peer_test.py").read_text())


def _write_ours(folder: Path, number: int) -> None:
    kind, given = KINDS[number % len(KINDS)], policy(number)
    file = f"{given['name'].replace('-', '_')}.yml"
    cases = [
        {
            "name": each.name,
            "event": {"inline": each.event},
            "resources": [each.resource],
            "expect": {
                "outcome": "acted" if each.matches else "no-match",
                "matched": [each.resource[kind.id_key]] if each.matches else [],
            },
        }
        for each in expected(number)
    ]
    for path, content in (
        (folder / "policies" / file, {"policies": [given]}),
        (folder / "tests" / "policies" / file, {"policy": given["name"], "tests": cases}),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False))


def _write_flights(folder: Path, number: int) -> None:
    """placebo's files: one an answer, named by service, operation and count."""
    kind = KINDS[number % len(KINDS)]
    for case, each in enumerate(expected(number)):
        flight = folder / f"{number}-{case}"
        flight.mkdir(parents=True)
        for operation, data in ((kind.describe, kind.answer([each.resource])), ("CreateTags", {})):
            (flight / f"ec2.{operation}_1.json").write_text(json.dumps({"status_code": 200, "data": data}))
