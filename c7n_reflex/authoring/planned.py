"""The actions that would be run, with what they would change and the permissions that they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c7n_reflex.authoring.trace import PlannedAction
from c7n_reflex.ledger import Record, Result
from c7n_reflex.pipeline.seams import action_key

_READS = ("Describe", "Get", "List", "Head", "BatchGet", "Lookup", "Search")


def planned_actions(policy: Any, records: Sequence[tuple[str, Record]]) -> tuple[PlannedAction, ...]:
    """By the records that the executor made, by action key."""
    actions = {action_key(n, each): (n, each) for n, each in enumerate(policy.resource_manager.actions)}
    return tuple(_planned(*actions[key], record) for key, record in records)


def _planned(number: int, action: Any, record: Record) -> PlannedAction:
    permissions = tuple(sorted(set(action.get_permissions())))
    return PlannedAction(
        f"actions[{number}]",
        str(action.type),
        record.resource,
        record.outcome is not Result.UNCHANGED,
        record.change or "",
        record.before,
        record.after,
        permissions,
        tuple(each for each in permissions if not each.partition(":")[2].startswith(_READS)),
    )
