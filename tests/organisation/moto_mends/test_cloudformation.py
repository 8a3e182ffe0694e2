"""Each mend of moto's CloudFormation: what moto does without it (fails once moto is right) and with it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

MODULE = "tests.organisation.moto_mends.cloudformation_facts"

# fact: (moto 5.2.5, mended and so as in AWS)
FACTS: dict[str, tuple[Any, Any]] = {
    "queue policy": ([], ["queue"]),
    "topic policy": (["__default_statement_ID"], ["topic"]),
    "subscriptions": ([], ["a@example.com"]),
    "bus policy": ([], ["bus"]),
    "bucket policy": ([], ["bucket"]),
    "list parameter as described": ("['a', 'b']", "a,b"),
    "trust with NoValue": (["one", None], ["one"]),
    "negated condition": (["conditional"], []),
    "resources without the absent one": (4, 3),
    "default of a list": ("a-,-b", "a-b"),
    "same again": ("ok", "eration: No updates are to be performed."),
    "Sub of a changed parameter": ("value-one", "value-two"),
    "after off": (["conditional"], []),
    "If of a changed parameter": (["one", None], ["one", "two"]),
    "attached": ([], ["p"]),
    "time to live": ("DISABLED", "ENABLED"),
    "recovery": ("DISABLED", "ENABLED"),
    "updated trust": (["one"], ["two"]),
    "updated policy": (["one"], ["two"]),
    "updated queue": ("3600", "7200"),
    "subscriptions of an updated topic": ([], ["a@example.com"]),
    "answer": ("An error occ", "ok"),
    "status": ("CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE"),
    "reason": ("", "Can only include alphanumeric"),
    "left behind": (True, False),
    "alarm": ([], [["a", "q", 7.0, "notBreaching"]]),
    "alarm that a dashboard names": ("ResourceNotFound", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"),
    "updated alarm": ([], [["a", "q", 8.0, "notBreaching"]]),
    "deletion of what is gone": ("AWS.SimpleQueueService.NonExistentQueue", "ok"),
}
# True of moto with and without the mends, which must not break it.
UNHARMED = {
    "bus policy of a deleted stack": [],
    "after on": ["conditional"],
    "updated topic": "two",
    "alarms of a deleted stack": [],
    "deletion of what is in use": "DependencyViolation",
}


def _facts(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", MODULE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


@pytest.fixture(scope="module")
def stock() -> dict[str, Any]:
    return _facts()


@pytest.fixture(scope="module")
def mended() -> dict[str, Any]:
    return _facts("mended")


@pytest.mark.parametrize("fact", FACTS)
def test_stock_moto_still_has_the_fault(stock: dict[str, Any], fact: str) -> None:
    assert stock[fact] == FACTS[fact][0]


@pytest.mark.parametrize("fact", FACTS)
def test_the_mend_makes_it_as_in_aws(mended: dict[str, Any], fact: str) -> None:
    assert mended[fact] == FACTS[fact][1]


@pytest.mark.parametrize("fact", UNHARMED)
def test_the_mends_leave_the_rest_as_it_is(stock: Any, mended: Any, fact: str) -> None:
    assert stock[fact] == mended[fact] == UNHARMED[fact]
