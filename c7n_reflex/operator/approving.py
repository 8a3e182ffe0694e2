"""Letting a change happen that waits for approval: a conditional write, and the function runs again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.ledger import Entry, TableLedger
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.outcome import Outcome

GOOD = (Outcome.FIXED, Outcome.ACTED)
_AGAIN = "if the function has not run since, repeat it with --again"


def check(entry: Entry, *, again: bool = False) -> None:
    """InputError if the entry waits for nobody, waited too long, or (unless `again`) is approved already."""
    approval = entry.approval
    if entry.outcome is not Outcome.AWAITING_APPROVAL or approval is None:
        raise InputError(
            f"{entry.id} does not wait for approval: {entry.outcome.sentence}",
            remedy="`c7n-reflex history --outcome awaiting-approval` lists what does",
        )
    if approval.by and not again:
        raise InputError(f"{entry.id} was approved by {approval.by} at {approval.at}", remedy=_AGAIN)
    if again and not approval.by:
        raise InputError(f"{entry.id} is not approved yet", remedy="leave --again out")
    if approval.until <= now():
        raise InputError(
            f"the time to approve {entry.id} ended at {approval.until}",
            remedy="the next event or sweep proposes the change again",
        )
    if not entry.function or not entry.event:
        raise InputError(
            f"{entry.id} does not say which function is to run, and with which event",
            remedy="let the policy see the resource again",
        )


def approve(ledger: TableLedger, entry: Entry, caller: str) -> Entry:
    """Write who approved it. InputError if somebody else was first or it no longer waits."""
    assert entry.approval is not None
    approved = entry.with_changes(approval=replace(entry.approval, by=caller, at=now()))
    if not ledger.approve(approved):
        raise InputError(
            f"{entry.id} was approved or ended by somebody else just now",
            remedy=f"see `c7n-reflex history {entry.id}`",
        )
    return approved


def run(entry: Entry, client: Callable[[str, str], Any]) -> str:
    """Run the function with the event again and wait for it; its error, empty if it had none.

    `client` gives a Lambda client for account and region. Raises ReflexError if it cannot be invoked: the
    approval is written, so that only `--again` remains to be said.
    """
    account, region = entry.function.split(":")[4], entry.function.split(":")[3]
    try:
        answer = client(account, region).invoke(
            FunctionName=entry.function,
            InvocationType="RequestResponse",
            Payload=json.dumps(entry.event).encode(),
        )
        payload = answer["Payload"].read().decode()
    except (BotoCoreError, ClientError) as error:
        raise ReflexError(f"{entry.function} cannot be run: {error}", remedy=_AGAIN) from None
    return _message(payload) if answer.get("FunctionError") else ""


def _message(payload: str) -> str:
    try:
        return str(json.loads(payload)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return payload
