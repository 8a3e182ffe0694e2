"""Who made a call: as c7n-mailer has it, but for what it fails on."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from c7n_mailer.utils import get_aws_username_from_event

from mailer.caller import username_of


def event(**identity: Any) -> dict[str, Any]:
    return {"detail": {"eventName": "x", "userIdentity": identity}}


def session(name: str) -> dict[str, Any]:
    return event(type="AssumedRole", arn=f"arn:aws:sts::200000000001:assumed-role/dev/{name}")


AS_STOCK = [
    (session("alice"), "alice"),
    (session("alice@example.com"), "alice@example.com"),
    (session("botocore:alice"), "alice"),
    (session("i-0123"), ""),
    (session("awslambda_7"), ""),
    (event(type="IAMUser", userName="bob"), "bob"),
    (event(type="WebIdentityUser", userName="carol"), "carol"),
    (event(type="Root", arn="arn:aws:iam::200000000001:root"), ""),
    (event(type="FederatedUser", principalId="200000000001:dave"), "dave"),
    (event(type="AWSAccount", principalId="AIDA123"), "AIDA123"),
]


@pytest.mark.parametrize(("given", "name"), AS_STOCK)
def test_it_is_c7n_mailers_answer(given: dict[str, Any], name: str) -> None:
    assert username_of(given) == name
    assert (get_aws_username_from_event(logging.getLogger("x"), given) or "") == name


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"detail": {"findings": [{}]}},
        {"detail": "text"},
        event(),
        event(type="AWSService", invokedBy="autoscaling.amazonaws.com"),
        event(type="AssumedRole"),
        event(type="IAMUser"),
        event(type="IdentityCenterUser"),
    ],
)
def test_nobody_is_no_error(given: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert username_of(given) == ""
    assert not caplog.records
