"""The record of an action that makes none itself: one of Custodian's own."""

from __future__ import annotations

from typing import Any

from c7n_reflex.ledger import Record, Result
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.cause import cause_of
from c7n_reflex.pipeline.reaction import Case, Event


def stock_record(policy: Any, case: Case, action: Any, event: Event | None) -> Record:
    """Begun, with what is known: which action of the c7n policy, and on what."""
    return Record(
        id=case.entry.id if case.entry else "",
        policy=policy.name,
        action=str(action.type),
        resource_type=f"aws.{policy.resource_manager.type}",
        resource=case.identity,
        account=str(policy.options.account_id),
        region=str(policy.options.region),
        started=now(),
        cause=cause_of(event, case.identity),
        change=f"Ran {action.type} on {case.identity}.",
    )


def planned_record(policy: Any, case: Case, action: Any, event: Event | None) -> Record:
    """What would be done: of a stock action only its name is known."""
    planned = stock_record(policy, case, action, event)
    return planned.with_changes(outcome=Result.PLANNED, change=f"{action.type} of {case.identity}")
