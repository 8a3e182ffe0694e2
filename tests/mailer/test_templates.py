"""What an owner reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mailer.messages import RECORD, message

Build = Callable[..., Any]


@pytest.fixture
def body(mailer: Build) -> Build:
    def body(**changes: Any) -> str:
        built, session = mailer()
        built.deliver(message(**changes), "1795490000000")
        return str(session.published[0]["Message"])

    return body


def test_a_remediation_in_full(body: Build) -> None:
    assert body() == (
        """Hello Priya Raman,

WHAT HAPPENED
2026-11-24 03:14:07 UTC: alice, in role developer """
        """(arn:aws:sts::200000000001:assumed-role/developer/alice), """
        """called AttachInternetGateway in payments-prod (200000000001), eu-west-1, from 203.0.113.7.

WHY IT IS A PROBLEM (high)
An internet gateway was attached to a VPC.

WHAT WAS CHANGED
Detached igw-1 from vpc-2.
  resource: igw-1 (aws.internet-gateway), eu-west-1
  outcome:  changed
  before:   {
              "attachments": [
                "vpc-2"
              ]
            }
  after:    {
              "attachments": []
            }
  record:   0123abcd

IF YOU NEED IT BACK
Attach it again.
If it has to stay as it was, ask security@example.com for an exemption before you change it back, or it will
be undone again. Give the account, the resource and the record.

Policy internet-gateway-attached, account payments-prod (200000000001), eu-west-1"""
    )


def test_a_failure_says_why(body: Build) -> None:
    record = {**RECORD, "outcome": "failed", "error": "AccessDenied"}
    assert "outcome:  failed - AccessDenied" in body(resources=[{"c7n-reflex:remediations": [record]}])


def test_a_bare_message_is_readable_too(body: Build) -> None:
    text = body(policy={"name": "bare", "resource": "aws.s3"}, event=None, resources=[{"Name": "b"}])
    assert "The policy bare does not say." in text
    assert "Nothing was changed. These resources are affected:\n  b\n" in text
    assert "ask your security team for an exemption" in text
    assert "None" not in text
