"""A call is no longer subscribed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Remove
from c7n_reflex.authoring.mutation.elements import Proposal

NAME = "drop-event"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Each of `mode.events`; not the only one, without which Custodian refuses the policy."""
    events = (data.get("mode") or {}).get("events") or ()
    for n, event in enumerate(events if len(events) > 1 else ()):
        name = event if isinstance(event, str) else event.get("event")
        yield Proposal(Remove(("mode", "events", n)), f"mode.events[{n}] ({name}) dropped")
