"""The ledger, and a gateway that a remediation has detached, in an AWS of this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from c7n_reflex.ledger import Entry, Record, Result, TableLedger
from tests.ledger.conftest import atomic, ledger, s3, session, table  # noqa: F401 - fixtures
from tests.ledger.examples import ENTRY, KEY, RECORD


@dataclass
class Gateway:
    """An internet gateway of a VPC, and what the ledger says of its remediation."""

    ec2: Any
    id: str
    vpc: str
    entry: Entry

    @property
    def vpcs(self) -> list[str]:
        answer = self.ec2.describe_internet_gateways(InternetGatewayIds=[self.id])
        return [each["VpcId"] for each in answer["InternetGateways"][0]["Attachments"]]


@pytest.fixture
def gateway(session: boto3.Session, ledger: TableLedger) -> Gateway:  # noqa: F811
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    record = RECORD.with_changes(
        resource=gateway,
        before={"attachments": [vpc]},
        after={"attachments": []},
        undo={"vpcs": [vpc]},
        outcome=Result.CHANGED,
    )
    entry = ENTRY.with_changes(resource=gateway, before={"InternetGatewayId": gateway}, actions={KEY: record})
    ledger.open("occasion#1", [entry])
    return Gateway(ec2, gateway, vpc, entry)


def with_record(entry: Entry, **changes: Any) -> Entry:
    """The entry with its one action changed."""
    record: Record = entry.actions[KEY].with_changes(**changes)
    return entry.with_changes(actions={KEY: record})
