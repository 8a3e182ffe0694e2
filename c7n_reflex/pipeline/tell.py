"""Telling: the policy's own `notify-owner` and `notify`, about one remediation; alarms about a limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c7n.utils import dumps

from c7n_reflex.ledger.record import without_secrets
from c7n_reflex.pipeline.reaction import Case, Event
from c7n_reflex.pipeline.seams import tells
from c7n_reflex.safeguards.limits import LimitReached, alarm_told, first_alarm

# Where a resource carries what was done to it, for templates and for notify-owner.
RECORDS_KEY = "c7n-reflex:remediations"
_SHOWN = 10  # resources in an alarm


def tell(policy: Any, case: Case, event: Event | None) -> bool:
    """Queue the notice of a case; False if the policy has no action for it. Raises what sending raises."""
    told = False
    for action in policy.resource_manager.actions:
        if tells(action):
            _send(policy, action, [shown_resource(case)], event, about(case))
            told = True
    return told


def shown_resource(case: Case) -> dict[str, Any]:
    """What the notice shows: without secrets, and with the records of the actions."""
    records = [record.as_dict() for record in case.entry.records()] if case.entry else []
    shown: dict[str, Any] = without_secrets(dict(case.resource))
    return {**shown, RECORDS_KEY: records}


def about(case: Case) -> dict[str, Any]:
    """What the notice's action says of the case, for the mailer and its templates."""
    assert case.entry is not None
    assert case.outcome is not None
    return {
        "notice_id": f"{case.entry.id}:{case.outcome}",
        "remediation_id": case.entry.id,
        "entry": case.entry.id,
        "outcome": str(case.outcome),
        "sentence": case.outcome.sentence,
        "detail": case.detail,
        "attempts": case.entry.attempts,
        "affected": [case.identity],
        "approve_until": case.entry.approval.until if case.entry.approval else "",
    }


def alarm(policy: Any, table: Any, reached: LimitReached, cases: Sequence[Case], event: Event | None) -> None:
    """Tell core-compliance of a limit that was reached, unless somebody has within this hour."""
    if not first_alarm(table, reached):
        return
    manager = policy.resource_manager
    data = {
        "type": "notify-owner",
        "to": ["core-compliance"],
        "subject": f"Limit reached: {policy.name}",
        "when": "always",
    }
    action = manager.action_registry.get("notify-owner")(data, manager)
    about = {
        "notice_id": f"alarm#{reached.kind}#{reached.name}#{reached.hour}",
        "outcome": "over-limit",
        "alarm": reached.sentence,
        "sentence": reached.sentence,
        "entry": "",
        "affected": [case.identity for case in cases[:_SHOWN]],
    }
    shown = [without_secrets(dict(case.resource)) for case in cases[:_SHOWN]]
    _send(policy, action, shown, event, about)
    alarm_told(table, reached)


def _send(
    policy: Any, action: Any, resources: list[dict[str, Any]], event: Event | None, about: dict[str, Any]
) -> None:
    """Custodian's notify, with what the mailer's templates need beside the resources."""
    written = dict(action.data)
    action.data.update(about)
    try:
        sent = dict(without_secrets(dict(event))) if event is not None else None
        action.process(resources, sent)
        policy.ctx.output.write_file(f"action-{action.name}", dumps(about))
    finally:
        action.data.clear()
        action.data.update(written)
