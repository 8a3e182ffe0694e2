"""Transactions: tokens, and what a failed one leaves behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation

ACCOUNT, REGION = "200000000001", "us-east-1"
STOCK = """
import boto3, moto
from moto.dynamodb import models
copied = []
models.copy = type("Copy", (), {"deepcopy": lambda value: copied.append(type(value).__name__) or value})
with moto.mock_aws():
    ddb = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    ddb.create_table(TableName="t", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
    add = {"Update": {"TableName": "t", "Key": {"k": {"S": "a"}}, "UpdateExpression": "ADD n :o",
        "ExpressionAttributeValues": {":o": {"N": "1"}}}}
    for _ in range(2):
        ddb.transact_write_items(TransactItems=[add], ClientRequestToken="t")
    print(ddb.get_item(TableName="t", Key={"k": {"S": "a"}})["Item"]["n"]["N"], copied[0])
"""


def test_stock_moto_still_ignores_tokens_and_copies_tables() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "Table"], "see which part of the mend can go"


class Table:
    """A table `t`, with or without a range key."""

    def __init__(self, client: Any, keys: list[str], **settings: Any) -> None:
        self.client, self.keys = client, keys
        client.create_table(
            TableName="t",
            KeySchema=[
                {"AttributeName": k, "KeyType": kind}
                for k, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
            AttributeDefinitions=[{"AttributeName": k, "AttributeType": "S"} for k in keys],
            BillingMode="PAY_PER_REQUEST",
            **settings,
        )

    def key(self, value: str) -> dict[str, Any]:
        return {name: {"S": value} for name in self.keys}

    def put(self, value: str, n: int) -> dict[str, Any]:
        return {"Put": {"TableName": "t", "Item": {**self.key(value), "n": {"N": str(n)}}}}

    def add(self, value: str, condition: str = "attribute_exists(n)") -> dict[str, Any]:
        update = {
            "TableName": "t",
            "Key": self.key(value),
            "UpdateExpression": "ADD n :o",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {":o": {"N": "1"}},
        }
        return {"Update": update}

    def delete(self, value: str) -> dict[str, Any]:
        return {"Delete": {"TableName": "t", "Key": self.key(value)}}

    def transact(self, *items: dict[str, Any], token: str = "") -> str:
        """The error code, "" if it succeeds."""
        more = {"ClientRequestToken": token} if token else {}
        try:
            self.client.transact_write_items(TransactItems=list(items), **more)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    def content(self) -> dict[str, int]:
        return {i[self.keys[0]]["S"]: int(i["n"]["N"]) for i in self.client.scan(TableName="t")["Items"]}


@pytest.fixture(params=[["k"], ["k", "r"]], ids=["hash", "range"])
def table(request: pytest.FixtureRequest, inprocess: Callable[..., Organisation]) -> Table:
    client = inprocess("moto_mends.dynamodb").client("dynamodb", ACCOUNT, REGION)
    return Table(client, request.param)


def test_a_token_makes_a_second_call_harmless(table: Table) -> None:
    table.transact(table.put("a", 1))
    assert [table.transact(table.add("a"), token="t") for _ in range(2)] == ["", ""]
    assert table.content() == {"a": 2}
    assert table.transact(table.add("a"), token="another") == ""
    assert table.content() == {"a": 3}


def test_a_token_is_good_for_one_request(table: Table) -> None:
    table.transact(table.put("a", 1), token="t")
    assert table.transact(table.put("b", 1), token="t") == "IdempotentParameterMismatchException"
    assert table.content() == {"a": 1}


def test_a_transaction_that_failed_may_be_tried_again(table: Table) -> None:
    assert table.transact(table.add("a"), token="t") == "TransactionCanceledException"
    table.transact(table.put("a", 1))
    assert table.transact(table.add("a"), token="t") == ""
    assert table.content() == {"a": 2}


def test_a_failed_transaction_changes_nothing(table: Table) -> None:
    table.transact(table.put("a", 1), table.put("b", 1), table.put("c", 1))
    changes = (table.add("a"), table.delete("b"), table.put("c", 9), table.put("d", 1), table.add("absent"))
    assert table.transact(*changes) == "TransactionCanceledException"
    assert table.content() == {"a": 1, "b": 1, "c": 1}
    assert table.transact(*changes[:-1]) == ""
    assert table.content() == {"a": 2, "c": 9, "d": 1}


def test_items_that_it_does_not_name_are_not_copied(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.dynamodb.models.dynamo_type import Item

    table.transact(*(table.put(str(number), 1) for number in range(50)))
    copied: list[str] = []
    stock = Item.__deepcopy__

    def deepcopy(item: Any, memo: Any) -> Any:
        copied.append(item.hash_key.value)
        return stock(item, memo)

    monkeypatch.setattr(Item, "__deepcopy__", deepcopy)
    table.transact(table.add("1"), table.put("new", 1))
    assert set(copied) == {"1"}


def test_streams_forget_a_failed_transaction(inprocess: Callable[..., Organisation]) -> None:
    client = inprocess("moto_mends.dynamodb").client("dynamodb", ACCOUNT, REGION)
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    table = Table(client, ["k"], StreamSpecification=stream)
    table.transact(table.put("a", 1), table.add("absent"))
    table.transact(table.put("b", 1))
    from moto.backends import get_backend

    kept = get_backend("dynamodb")[ACCOUNT][REGION].tables["t"].stream_shard.items
    assert [item.record["dynamodb"]["Keys"] for item in kept] == [{"k": {"S": "b"}}]
