"""Whether an owner's subscription is confirmed (moto confirms every one at once)."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.accountfile import coverage
from tests.deploy import accounts_for_tests

ADDRESS = "list-2@example.com"
ARN = "arn:aws:sns:us-east-1:000000000002:c7n-reflex-notices:1"


class Topic:
    """Stands in for SNS; asked for the account's topic in the home region, in pages."""

    def __init__(self, *subscriptions: tuple[str, str]) -> None:
        self._pages = [{"Subscriptions": [{"Endpoint": a, "SubscriptionArn": b}]} for a, b in subscriptions]

    def __call__(self, service: str, _: object, region: str) -> Any:
        assert (service, region) == ("sns", "us-east-1")
        return self

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, TopicArn: str) -> Any:  # noqa: N803 - boto3's name
        assert TopicArn == "arn:aws:sns:us-east-1:000000000002:c7n-reflex-notices"
        return self._pages


@pytest.mark.parametrize(
    ("subscriptions", "state"),
    [
        ([(ADDRESS, ARN)], "confirmed"),
        ([(ADDRESS, "PendingConfirmation")], "pending"),
        ([(ADDRESS, "Deleted"), (ADDRESS, ARN)], "confirmed"),
        ([("somebody@example.com", ARN)], "absent"),
        ([], "absent"),
    ],
)
def test_a_subscription_counts_once_it_is_confirmed(subscriptions: list[tuple[str, str]], state: str) -> None:
    directory = accounts_for_tests.directory(1)
    account = directory.solutions[0]
    assert coverage._subscription(directory, account, Topic(*subscriptions)) == state


def test_without_a_list_there_is_none_to_look_for() -> None:
    account = accounts_for_tests.account(2, owner=False)
    assert coverage._subscription(accounts_for_tests.directory(1), account, Topic()) == ""
