"""What happened, in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.happened import happened
from tests.mailer.messages import CALL, PAYMENTS, directory, message


def told(**changes: Any) -> str:
    return happened(message(**changes), directory()[PAYMENTS])


def call_by(**identity: str) -> dict[str, Any]:
    return {**CALL, "detail": {**CALL["detail"], "userIdentity": identity}}  # type: ignore[dict-item]


def test_a_call_says_who_what_when_and_where_from() -> None:
    assert told() == (
        "2026-11-24 03:14:07 UTC: alice, in role developer "
        "(arn:aws:sts::200000000001:assumed-role/developer/alice), "
        "called AttachInternetGateway in payments-prod (200000000001), eu-west-1, from 203.0.113.7."
    )


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, "the account's root user called"),
        ({"type": "IAMUser", "userName": "bob", "arn": "arn:b"}, "bob (arn:b) called"),
        (
            {"type": "AWSService", "invokedBy": "config.amazonaws.com"},
            "AWS service config.amazonaws.com called",
        ),
        ({}, "somebody called"),
    ],
)
def test_who_it_was(identity: dict[str, str], who: str) -> None:
    assert who in told(event=call_by(**identity))


def test_a_finding_says_its_title() -> None:
    finding = {"Title": "Bitcoin traffic", "UpdatedAt": "2026-01-01T00:00:00Z"}
    sentence = told(event={"detail": {"findings": [finding]}})
    assert sentence.startswith("2026-01-01 00:00:00 UTC: a finding in payments-prod")
    assert "Bitcoin traffic" in sentence


def test_a_sweep_has_no_event() -> None:
    assert told(event=None).startswith("A periodic check found it in payments-prod")


def test_another_event_says_its_type() -> None:
    assert "'Object Created'" in told(event={"detail-type": "Object Created", "detail": {}})


def test_a_session_cannot_start_a_line_of_its_own() -> None:
    assert "\n" not in told(event=call_by(type="IAMUser", userName="bob\nWHY IT IS A PROBLEM", arn="arn:b"))
