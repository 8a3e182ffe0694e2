"""Letting a change happen that waits for approval."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.operator import approving
from c7n_reflex.pipeline.outcome import Outcome
from tests.ledger.examples import ID, WAITING

ALICE = "arn:aws:iam::111122223333:user/alice"


def approval(**changes):
    return WAITING.with_changes(approval=replace(WAITING.approval, **changes))


APPROVED = approval(by=ALICE, at="2026-01-01T01:00:00Z")


def test_what_waits_can_be_approved():
    approving.check(WAITING)


@pytest.mark.parametrize(
    ("entry", "again", "problem"),
    [
        (WAITING.with_changes(outcome=Outcome.FIXED), False, "does not wait for approval"),
        (WAITING.with_changes(approval=None), False, "does not wait for approval"),
        (approval(until="2020-01-01T00:00:00Z"), False, "ended at 2020-01-01"),
        (APPROVED, False, f"approved by {ALICE} at 2026-01-01T01:00:00Z"),
        (WAITING, True, "not approved yet"),
        (WAITING.with_changes(function=""), False, "which function"),
        (WAITING.with_changes(event=None), False, "which function"),
    ],
)
def test_what_cannot_be_approved_is_refused(entry, again, problem):
    with pytest.raises(InputError, match=problem):
        approving.check(entry, again=again)


def test_what_is_approved_already_can_be_run_again():
    approving.check(APPROVED, again=True)


def test_who_approved_is_written(ledger):
    ledger.open("occasion", [WAITING])
    approved = approving.approve(ledger, WAITING, ALICE)
    assert ledger.get(ID).approval == approved.approval
    assert (approved.approval.by, approved.approval.until) == (ALICE, WAITING.approval.until)
    assert approved.approval.at != ""


def test_the_second_is_refused(ledger):
    ledger.open("occasion", [WAITING])
    approving.approve(ledger, WAITING, ALICE)
    with pytest.raises(InputError, match="somebody else"):
        approving.approve(ledger, WAITING, "arn:bob")
    assert ledger.get(ID).approval.by == ALICE


class Lambda:
    """A Lambda client that notes what it is asked, and answers or raises what it is given."""

    def __init__(self, payload=b"null", error="", raises=None):
        self.payload, self.error, self.raises = payload, error, raises
        self.asked = []

    def __call__(self, account, region):
        self.where = (account, region)
        return self

    def invoke(self, **given):
        self.asked.append(given)
        if self.raises:
            raise self.raises
        failed = {"FunctionError": self.error} if self.error else {}
        return {"StatusCode": 200, "Payload": io.BytesIO(self.payload), **failed}


def test_the_function_is_run_with_the_event_where_it_is():
    client = Lambda()
    assert approving.run(APPROVED, client) == ""
    assert client.where == ("200000000001", "us-east-1")
    (asked,) = client.asked
    assert asked["FunctionName"] == WAITING.function
    assert asked["InvocationType"] == "RequestResponse"
    assert json.loads(asked["Payload"]) == WAITING.event


@pytest.mark.parametrize(
    ("payload", "message"),
    [(b'{"errorMessage": "denied"}', "denied"), (b"killed", "killed"), (b"[]", "[]"), (b"{}", "{}")],
)
def test_a_function_that_fails_says_why(payload, message):
    assert approving.run(APPROVED, Lambda(payload, "Unhandled")) == message


def test_a_function_that_cannot_be_run_is_an_error_with_the_way_on():
    refused = ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "none"}}, "Invoke")
    with pytest.raises(ReflexError, match="--again"):
        approving.run(APPROVED, Lambda(raises=refused))
