"""Whatever a remediation of ours changes, `undo` restores: made and taken back in moto."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from c7n_reflex.ledger import Result, TableLedger
from c7n_reflex.operator import remediations, undo_plan
from c7n_reflex.operator.states import same
from c7n_reflex.operator.undoing import Undoing
from c7n_reflex.pipeline.outcome import Outcome
from custom_actions import ACTIONS
from tests.ledger.examples import ENTRY, ID, RECORD

JSON = dict[str, Any]


def gateway(session: boto3.Session) -> JSON:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_internet_gateway()["InternetGateway"]
    ec2.attach_internet_gateway(InternetGatewayId=made["InternetGatewayId"], VpcId=vpc)
    return dict(made)


def security_group(session: boto3.Session) -> JSON:
    ec2 = session.client("ec2")
    group = ec2.create_security_group(GroupName="g", Description="d")["GroupId"]
    permissions = [
        {
            "IpProtocol": "tcp",
            "FromPort": port,
            "ToPort": port,
            "IpRanges": [{"CidrIp": source, "Description": f"from {source}"} for source in sources],
        }
        for port, sources in ((22, ("0.0.0.0/0", "10.0.0.0/8")), (443, ("0.0.0.0/0",)))
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)
    return dict(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0])


def bucket(session: boto3.Session) -> JSON:
    """In a region that is not the entry's, with a public statement and another."""
    name = f"invoices-{uuid.uuid4()}"
    s3 = session.client("s3", region_name="eu-west-1")
    where = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    statements = [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": who,
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{name}/*",
        }
        for sid, who in (("Open", "*"), ("Own", {"AWS": "arn:aws:iam::200000000001:root"}))
    ]
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return {"Name": name, "Location": where}


def instance(session: boto3.Session) -> JSON:
    ec2 = session.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    ec2.create_tags(Resources=[made], Tags=[{"Key": "owner", "Value": "x"}])
    return dict(ec2.describe_instances(InstanceIds=[made])["Reservations"][0]["Instances"][0])


CASES: dict[tuple[str, str], tuple[Callable[[boto3.Session], JSON], str, str]] = {
    ("aws.internet-gateway", "detach"): (gateway, "InternetGatewayId", "us-east-1"),
    ("aws.security-group", "revoke-open-ingress"): (security_group, "GroupId", "us-east-1"),
    ("aws.s3", "remove-public-statements"): (bucket, "Name", "eu-west-1"),
    ("aws.s3", "restore-public-access-block"): (bucket, "Name", "eu-west-1"),
    ("aws.ec2", "quarantine"): (instance, "InstanceId", "us-east-1"),
}


def test_every_case_is_of_a_remediation() -> None:
    """Those of the library are taken back on their flights (test_every_action) and in the drill."""
    known = {(kind, name) for kind, names in ACTIONS.items() for name in names if kind != "*"}
    assert set(CASES) <= known


@pytest.mark.parametrize(("resource_type", "name"), CASES)
def test_it_is_made_and_taken_back(
    session: boto3.Session, ledger: TableLedger, resource_type: str, name: str
) -> None:
    make, key, region = CASES[resource_type, name]
    resource = make(session)
    action = remediations.instance(resource_type, name)

    def clients(service: str, region: str) -> Any:
        return session.client(service, region_name=region)

    action.clients = lambda _: lambda service: clients(service, region)
    before = action.read(action.clients(resource), resource)
    change = action.plan(resource, before, None)
    record = RECORD.with_changes(
        resource=resource[key],
        resource_type=resource_type,
        action=name,
        region=region,
        before=before,
        undo=change.undo,
        outcome=Result.CHANGED,
    )
    action.apply(action.clients(resource), change, record)
    after = action.read(action.clients(resource), resource)
    assert not same(before, after)
    assert change.after is None or same(change.after, after), "what `plan` foresees is what comes"
    entry = ENTRY.with_changes(resource=resource[key], resource_type=resource_type, before=resource)
    actions = {f"00-{name}": record.with_changes(after=after)}
    ledger.open("occasion", [entry.with_changes(outcome=Outcome.FIXED, actions=actions)])

    stored = ledger.get(ID)
    assert stored is not None
    plan = undo_plan.plan(stored, clients)
    plan.check()
    Undoing(ledger, clients, wait=lambda _: None).run(plan, "arn:alice")
    assert same(action.read(action.clients(resource), resource), before)
