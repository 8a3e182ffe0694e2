"""What happened, in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.happened import Happened, happened
from tests.mailer.messages import CALL, PAYMENTS, directory, message


def event(**changes: Any) -> Happened:
    return happened(message(**changes), directory()[PAYMENTS])


def told(**changes: Any) -> str:
    return event(**changes).sentence()


def call(**detail: Any) -> dict[str, Any]:
    return {**CALL, "detail": {**CALL["detail"], **detail}}  # type: ignore[dict-item]


def test_a_call_says_who_what_when_and_where_from() -> None:
    assert told() == (
        "On 24 November 2026 at 03:14 (UTC), alice, in role developer, called AttachInternetGateway in "
        "payments-prod (200000000001), eu-west-1, from 203.0.113.7."
    )
    assert event().principal == "arn:aws:sts::200000000001:assumed-role/developer/alice"
    assert event().source_ip == "203.0.113.7"


def test_the_time_is_the_readers() -> None:
    assert event().sentence("Europe/Berlin").startswith("On 24 November 2026 at 04:14 (Berlin), alice")


@pytest.mark.parametrize(
    ("identity", "who"),
    [
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, ", the account's root user called"),
        ({"type": "IAMUser", "userName": "bob", "arn": "arn:b"}, ", bob called"),
        ({"type": "IAMUser", "arn": "arn:aws:iam::1:user/bob"}, ", bob called"),
        (
            {"type": "AWSService", "invokedBy": "config.amazonaws.com"},
            "AWS service config.amazonaws.com called",
        ),
        ({"type": "AWSAccount", "accountId": "999999999999"}, "somebody in account 999999999999 called"),
        (
            {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_Access_0a/ann"},
            ", ann, signed in as Admin_Access, called",
        ),
        ({}, ", somebody called"),
    ],
)
def test_who_it_was(identity: dict[str, str], who: str) -> None:
    assert who in told(event=call(userIdentity=identity))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("aws-cli/2.24.0 md/awscrt#0.23.8", "with the AWS CLI"),
        ("console.amazonaws.com", "in the AWS console"),
        ("APN/1.0 HashiCorp/1.0 Terraform/1.9.0 aws-sdk-go-v2/1.30", "with Terraform"),
        ("cloudformation.amazonaws.com", "through CloudFormation"),
        ("Boto3/1.35.0 md/Botocore#1.35.0", "by a Python program"),
    ],
)
def test_a_telling_user_agent_is_told(agent: str, words: str) -> None:
    made = event(event=call(userAgent=agent))
    assert made.sentence().endswith(f", {words}.")
    assert made.tool_known


def test_another_user_agent_is_only_quoted() -> None:
    made = event(event=call(userAgent="evil/1.0"))
    assert made.sentence().endswith("from 203.0.113.7.")
    assert (made.agent, made.tool_known) == ("evil/1.0", False)


def test_a_finding_says_its_product_and_title() -> None:
    finding = {"ProductName": "GuardDuty", "Title": "Bitcoin traffic.", "UpdatedAt": "2026-01-01T00:00:00Z"}
    assert told(event={"detail": {"findings": [finding]}}) == (
        "On 1 January 2026 at 00:00 (UTC), GuardDuty reported in payments-prod (200000000001), eu-west-1: "
        "Bitcoin traffic."
    )
    assert "Security Hub reported" in told(event={"detail": {"findings": [{"Title": "x"}]}})


def test_a_sweep_has_no_event() -> None:
    assert told(event=None).startswith("A periodic check found it in payments-prod")


def test_another_event_says_its_type() -> None:
    assert "'Object Created'" in told(event={"detail-type": "Object Created", "detail": {}})


def test_a_session_cannot_start_a_line_of_its_own() -> None:
    identity = {"type": "IAMUser", "userName": "bob\nWHY IT IS A PROBLEM", "arn": "arn:b"}
    assert "\n" not in told(event=call(userIdentity=identity))


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda some: (
        st.lists(some, max_size=2)
        | st.dictionaries(st.sampled_from(["detail", "findings", "eventName", "userIdentity"]), some)
    ),
)


@settings(deadline=None)
@given(JSON)
def test_no_event_is_too_odd_to_be_told_of(odd: Any) -> None:
    assert told(event=odd).isprintable()
