"""What a retry still owes: telling the owner of a change that an earlier attempt at the same event made.

After such an attempt the resource no longer matches the policy's filters, so without this the retry would end
as "no match", the invocation would succeed, and nobody would ever hear of the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.modes.resolve import Resource


def resume(policy: Any, resources: list[Resource], event: Mapping[str, Any]) -> list[Resource]:
    """Send the notices that are owed for these resources; returns the resources that were told of.

    Costs one read of the ledger for each of the policy's remediations and resource, and nothing for policies
    without one. Raises what the ledger or the queue raises, so that the event is retried again or parked.
    """
    actions = policy.resource_manager.actions
    remediations = [action for action in actions if hasattr(action, "resume")]
    if not remediations:
        return []
    with policy.ctx:
        owed = [found for action in remediations for found in action.resume(resources, event)]
        untold = list({id(resource): resource for resource in owed}.values())
        for action in actions:
            if untold and action.type == "notify-owner":
                action.process(untold, event)
    return untold
