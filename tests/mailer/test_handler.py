"""Lambda's event in, and which messages stay; everything between is the worker's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import pytest

from mailer import handler
from tests.mailer.conftest import TABLE
from tests.mailer.messages import (
    CORE_TOPIC,
    PAYMENTS_TOPIC,
    UNKNOWN,
    action,
    message,
    packed,
    received,
)

Build = Callable[..., Any]


@pytest.fixture
def run(mailer: Build, monkeypatch: pytest.MonkeyPatch) -> Build:
    def run(
        *bodies: str, refusing: tuple[str, ...] = (), dynamodb: Any = None, context: Any = None
    ) -> tuple[list[str], list[Any]]:
        built, session = mailer(*refusing, dynamodb=dynamodb)
        monkeypatch.setattr(handler, "_worker", lambda: built.worker)
        answer = handler.handle(received(*bodies), context)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]], session.published

    return run


def test_a_batch_that_is_delivered_is_taken(run: Build) -> None:
    failed, published = run(packed(message()), packed(message()))
    assert (failed, len(published)) == ([], 2)


def test_only_what_failed_stays_on_the_queue(run: Build) -> None:
    failed, published = run("poison", packed(message()), packed(message(account_id=UNKNOWN)))
    assert (failed, len(published)) == (["m0"], 2)


def test_the_owner_is_told_on_the_accounts_topic(run: Build) -> None:
    _, [published] = run(packed(message()))
    assert published["TopicArn"] == PAYMENTS_TOPIC
    assert published["Subject"].startswith("payments-prod: An internet gateway was detached")
    assert "Detached igw-1 from vpc-2." in published["Message"]


def test_subscriptions_can_filter(run: Build) -> None:
    _, [published] = run(packed(message(action=action(notice_id="e:fixed", outcome="fixed"))))
    attributes = published["MessageAttributes"]
    assert {name: value["StringValue"] for name, value in attributes.items()} == {
        "account": "200000000001",
        "policy": "internet-gateway-attached",
        "severity": "high",
        "outcome": "fixed",
        "notice_id": "e:fixed",
    }


def test_a_topic_that_refuses_keeps_the_message_and_not_the_others(run: Build) -> None:
    content = message(action=action(to=["account-owner", "core-compliance"]))
    failed, published = run(packed(content), refusing=(PAYMENTS_TOPIC,))
    assert (failed, [each["TopicArn"] for each in published]) == (["m0"], [CORE_TOPIC])


def test_a_notice_that_comes_twice_is_sent_once(run: Build, dynamodb: Any) -> None:
    body = packed(message(action=action(notice_id="e:fixed")))
    assert run(body, body, dynamodb=dynamodb) == ([], [ANY])
    assert run(body, dynamodb=dynamodb) == ([], [])


def test_another_notice_of_the_same_entry_is_sent(run: Build, dynamodb: Any) -> None:
    bodies = [packed(message(action=action(notice_id=each))) for each in ("e:failed", "e:fixed")]
    failed, published = run(*bodies, dynamodb=dynamodb)
    assert (failed, len(published)) == ([], 2)


def test_what_is_remembered_is_in_the_ledgers_table(run: Build, dynamodb: Any) -> None:
    run(packed(message()), packed(message(action=action(notice_id="e:fixed"))), dynamodb=dynamodb)
    keys = {item["id"]["S"] for item in dynamodb.scan(TableName=TABLE)["Items"]}
    assert keys == {"notice#sqs#m0", "notice#e:fixed"}


def test_the_functions_own_time_is_kept(run: Build) -> None:
    late = SimpleNamespace(get_remaining_time_in_millis=lambda: 3_000)
    assert run(packed(message()), context=late) == (["m0"], [])
    early = SimpleNamespace(get_remaining_time_in_millis=lambda: 40_000)
    assert run(packed(message()), context=early) == ([], [ANY])


def test_an_empty_batch_is_none(run: Build) -> None:
    assert run() == ([], [])
