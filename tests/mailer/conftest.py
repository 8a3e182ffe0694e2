"""A mailer whose session only notes what would be published; the ledger's table is moto's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from mailer.handler import Mailer
from tests.mailer import messages

TEMPLATES = Path(__file__).parents[2] / "mailer" / "templates"
TABLE = "c7n-reflex-ledger"
RECEIPTS = {"table": TABLE, "region": "us-east-1", "lease_seconds": 60}


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    """A client of DynamoDB that has the ledger's table."""
    with mock_aws():
        client = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield client


@pytest.fixture
def mailer() -> Callable[..., tuple[Mailer, messages.Session]]:
    """Builds a mailer with its session, for topics that refuse and configuration that is given.

    Without `dynamodb` it has no table: messages without `notice_id` do not need it.
    """

    def build(*refusing: str, dynamodb: Any = None, **config: Any) -> tuple[Mailer, messages.Session]:
        session = messages.Session(*refusing, dynamodb=dynamodb)
        settings = {"templates_folders": [str(TEMPLATES)], "receipts": RECEIPTS, **config}
        return Mailer(settings, messages.directory(), session), session

    return build
