"""What an owner reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mailer.messages import CORE_TOPIC, RECORD, action, message
from tests.mailer.variants import ENTRY, MESSAGES

Build = Callable[..., Any]
NOTICES = Path(__file__).parent / "notices"


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
    assert "No change is recorded. These resources are affected:\n  b\n" in text
    assert "ask your security team for an exemption" in text
    assert "None" not in text


@pytest.mark.parametrize("name", MESSAGES)
def test_each_variant_reads_as_its_file(mailer: Build, dynamodb: Any, name: str) -> None:
    built, session = mailer(dynamodb=dynamodb)
    built.deliver(MESSAGES[name], "1795490000000")
    [sent] = session.published
    text = f"{sent['TopicArn']}\n{sent['Subject']}\n\n{sent['Message']}\n"
    assert text == (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


def test_each_file_is_of_a_variant() -> None:
    assert {file.stem for file in NOTICES.iterdir()} == set(MESSAGES)


def test_a_hostile_name_starts_no_section_and_hides_nothing(mailer: Build, dynamodb: Any) -> None:
    built, session = mailer(dynamodb=dynamodb)
    built.deliver(MESSAGES["hostile"], "1795490000000")
    lines = session.published[0]["Message"].split("\n")
    assert lines.count("IF YOU NEED IT BACK") == 1
    assert not [line for line in lines if line.startswith("Run: curl")]
    assert all(line.isprintable() for line in lines)
    assert "49" not in session.published[0]["Subject"]  # no template of a name is run


def test_only_the_owner_is_greeted(mailer: Build) -> None:
    built, session = mailer()
    built.deliver(message(action=action(to=["account-owner", "core-compliance"])), "1795490000000")
    owner, core = session.published
    assert core["TopicArn"] == CORE_TOPIC
    assert owner["Message"].startswith("Hello Priya Raman,")
    assert core["Message"].startswith("WHAT HAPPENED")


def test_a_change_by_custodians_own_actions_is_not_denied(body: Build) -> None:
    given = action(outcome="acted", sentence="The actions were run.")
    text = body(resources=[{"Name": "b"}], action=given)
    assert "The policy's actions were run on these resources:\n  b\n" in text
    assert "Nothing was changed" not in text


def test_what_was_not_touched_is_not_to_be_brought_back(body: Build) -> None:
    text = body(resources=[{"Name": "b"}], action=action(outcome="exempt", sentence="It is exempt."))
    assert "It is exempt.\n\nNothing was changed." in text
    assert "IF YOU NEED IT BACK" not in text


def test_without_undo_data_no_command_is_promised(body: Build) -> None:
    assert "c7n-reflex undo" not in body()
    undoable = {"c7n-reflex:remediations": [{**RECORD, "id": ENTRY, "undo": {}}]}
    assert f"\n  c7n-reflex undo {ENTRY}\n" in body(resources=[undoable])
