"""A sketch of the resource that an event names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import EventEndedError

_SWEPT = "example"


def named(policy: FleetPolicy, event: Mapping[str, Any] | None) -> dict[str, Any]:
    """The first resource that the event names, with nothing but its id; of a sweep one that is made up."""
    model = policy.policy.resource_manager.resource_type
    return {str(model.id): next(iter(identities(policy, event)), _SWEPT)}


def identities(policy: FleetPolicy, event: Mapping[str, Any] | None) -> list[str]:
    """The ids that the policy's mode finds in the event; none if it is of another kind, or refused."""
    if event is None or policy.is_sweep:
        return []
    mode = policy.policy.get_execution_mode()
    if not mode.concerns(event):
        return []
    mode.wait = lambda _: None
    try:
        names = list(mode.names(event))
    except EventEndedError:
        return []
    return [each.identity for each in names if isinstance(each, Name) and each.identity]
