"""A mailer whose session only notes what would be published; the ledger's table is moto's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from mailer.directory import Directory
from mailer.incoming import Incoming
from mailer.job import Job
from mailer.worker import Worker
from tests.mailer import messages

TEMPLATES = Path(__file__).parents[2] / "mailer" / "templates"
TABLE = "c7n-reflex-ledger"
RECEIPTS = {"table": TABLE, "region": "us-east-1", "lease_seconds": 60}


class Forgetful:
    """In place of DynamoDB: lets everything be sent, and remembers nothing."""

    def update_item(self, **_: Any) -> dict[str, Any]:
        return {"Attributes": {}}

    def transact_write_items(self, **_: Any) -> None:
        """Of a digest."""


class Mailer:
    """A worker that is given messages one by one, and raises what went wrong."""

    def __init__(self, config: dict[str, Any], directory: Directory, session: Any) -> None:
        self.worker = Worker(config, directory, session)

    def deliver(self, message: dict[str, Any], sent: str) -> None:
        job = Job(Incoming(uuid.uuid4().hex, "", sent=sent), message)
        with ThreadPoolExecutor(1) as pool:
            self.worker.run([job], pool, lambda: 60.0)
        self.worker._conclude(job)
        for error in job.failures.values():
            raise error


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

    Without `dynamodb` it remembers nothing.
    """

    def build(*refusing: str, dynamodb: Any = None, **config: Any) -> tuple[Mailer, messages.Session]:
        session = messages.Session(*refusing, dynamodb=dynamodb or Forgetful())
        settings = {"templates_folders": [str(TEMPLATES)], "receipts": RECEIPTS, **config}
        return Mailer(settings, messages.directory(), session), session

    return build
