"""What can wait, and what need not be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from mailer import notice, urgency
from mailer.directory import Account
from mailer.notice import Notice
from mailer.quiet import QuietHours
from tests.mailer import messages

AT_NIGHT = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)
ACCOUNT = Account("1", "x", "", severity_floor="high", quiet_hours=QuietHours(time(20), time(7)))


def made(severity: str, account: Account = ACCOUNT, **action: Any) -> Notice:
    policy = {"name": "p", "metadata": {"severity": severity}}
    return notice.of_message(messages.message(policy=policy, action=messages.action(**action)), account)


@pytest.mark.parametrize(
    ("severity", "below"),
    [("low", True), ("Medium", True), ("informational", True), ("high", False), ("critical", False)],
)
def test_what_is_below_the_floor_need_not_be_sent(severity: str, below: bool) -> None:
    assert urgency.is_below_floor(made(severity)) is below
    assert not urgency.is_below_floor(made(severity, replace(ACCOUNT, severity_floor="")))


def test_an_unknown_severity_is_below_no_floor() -> None:
    assert not urgency.is_below_floor(made("unknown"))


@pytest.mark.parametrize("outcome", ["failed", "not-fixed", "awaiting-approval", "over-limit"])
def test_what_somebody_must_act_on_is_always_sent_at_once(outcome: str) -> None:
    assert not urgency.is_below_floor(made("low", outcome=outcome))
    assert urgency.held_until(made("low", outcome=outcome), AT_NIGHT) is None


@pytest.mark.parametrize("outcome", ["fixed", "observed"])
def test_the_rest_is_not(outcome: str) -> None:
    assert urgency.is_below_floor(made("low", outcome=outcome))
    assert urgency.held_until(made("low", outcome=outcome), AT_NIGHT) == MORNING


@pytest.mark.parametrize(
    ("severity", "until"),
    [("low", MORNING), ("medium", MORNING), ("unknown", MORNING), ("high", None), ("critical", None)],
)
def test_quiet_hours_are_not_for_what_is_severe(severity: str, until: datetime | None) -> None:
    assert urgency.held_until(made(severity), AT_NIGHT) == until
    assert urgency.held_until(made(severity), MORNING) is None
