"""The ledger's table and bucket in an AWS of this process."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.dynamodb.models import DynamoDBBackend

from c7n_reflex.ledger import TableLedger
from c7n_reflex.ledger.states import StateStore

BUCKET = "c7n-reflex-ledger-111122223333-us-east-1"


@pytest.fixture(scope="module")
def session() -> Iterator[boto3.Session]:
    """For all tests of a module: an account and a service's model take moto and boto3 half a second."""
    with mock_aws():
        yield boto3.Session("AKIAEXAMPLE", "x", region_name="us-east-1")


@pytest.fixture
def atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """One write at a time, each of them whole, as in DynamoDB; moto's may overlap."""
    lock = threading.Lock()
    for name in ("put_item", "update_item"):
        monkeypatch.setattr(DynamoDBBackend, name, _locked(lock, getattr(DynamoDBBackend, name)))


def _locked(lock: threading.Lock, write: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(write)
    def locked(*given: Any, **named: Any) -> Any:
        with lock:
            return write(*given, **named)

    return locked


@pytest.fixture
def table(session: boto3.Session, atomic: None) -> Iterator[Any]:
    made = session.resource("dynamodb").create_table(
        TableName="c7n-reflex-ledger",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield made
    with contextlib.suppress(ClientError):  # a test may have deleted it
        made.delete()


@pytest.fixture
def s3(session: boto3.Session) -> Iterator[Any]:
    client = session.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=each["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def ledger(table: Any, s3: Any) -> TableLedger:
    return TableLedger(table, StateStore(s3, BUCKET))
