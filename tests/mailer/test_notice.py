"""A message in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.notice import Notice, of_message
from tests.mailer.messages import CALL, PAYMENTS, RECORD, directory, message


def notice(**changes: Any) -> Notice:
    return of_message(message(**changes), directory()[PAYMENTS])


def call_by(**identity: str) -> dict[str, Any]:
    return {**CALL, "detail": {**CALL["detail"], "userIdentity": identity}}  # type: ignore[dict-item]


def test_a_call_says_who_what_when_and_where_from() -> None:
    assert notice().happened == (
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
    assert who in notice(event=call_by(**identity)).happened


def test_a_finding_says_its_title() -> None:
    finding = {"Title": "Bitcoin traffic", "UpdatedAt": "2026-01-01T00:00:00Z"}
    happened = notice(event={"detail": {"findings": [finding]}}).happened
    assert happened.startswith("2026-01-01 00:00:00 UTC: a finding in payments-prod")
    assert "Bitcoin traffic" in happened


def test_a_sweep_has_no_event() -> None:
    assert notice(event=None).happened.startswith("A periodic check found it in payments-prod")


def test_another_event_says_its_type() -> None:
    assert "'Object Created'" in notice(event={"detail-type": "Object Created", "detail": {}}).happened


def test_the_policy_says_why_and_how_back() -> None:
    told = notice()
    assert told.why == "An internet gateway was attached to a VPC."
    assert (told.severity, told.undo, told.contact) == ("high", "Attach it again.", "security@example.com")


def test_a_policy_that_says_nothing_leaves_nothing_out_but_that() -> None:
    told = notice(policy={"name": "bare", "resource": "aws.s3"})
    assert (told.why, told.severity, told.undo, told.contact) == ("", "unknown", "", "")


def test_records_on_resources_and_in_the_message_are_told_once() -> None:
    other = {"id": "2", "resource_id": "igw-2", "outcome": "failed", "error": "denied"}
    told = notice(remediations=[RECORD, other])
    assert [(each.record, each.resource) for each in told.changes] == [("0123abcd", "igw-1"), ("2", "igw-2")]
    assert told.outcome == "mixed"


def test_without_records_the_resources_are_named() -> None:
    told = notice(resources=[{"InternetGatewayId": "igw-9"}, {"odd": 1}])
    assert told.changes == []
    assert told.affected == ["igw-9", "a resource"]
    assert told.outcome == "reported"


def test_a_document_within_a_state_is_unfolded() -> None:
    record = {**RECORD, "before": {"policy": '{"Statement": []}'}, "after": None}
    [change] = notice(resources=[{"c7n-reflex:remediations": [record]}]).changes
    assert '"Statement": []' in change.before
    assert change.after == "nothing"


def test_a_huge_state_is_cut() -> None:
    record = {**RECORD, "before": {"policy": "x" * 100_000}}
    [change] = notice(resources=[{"c7n-reflex:remediations": [record]}]).changes
    assert len(change.before) < 5000
    assert "the ledger has all" in change.before
