"""Which API calls solution accounts forward to core-compliance: those that its policies react to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place


@dataclass(frozen=True)
class Forwarding:
    """Names of API calls and of their services ("s3.amazonaws.com"), sorted."""

    events: tuple[str, ...]
    sources: tuple[str, ...]


def of_policies(folder: Path) -> Forwarding:
    """What the `cloudtrail` policies with `member-role`, which run in core-compliance, subscribe to.

    Findings need no forwarding: Security Hub brings them to its administrator.
    """
    if not folder.is_dir():
        raise InputError("no such folder", remedy="name it with --policies", place=Place(folder))
    pairs: set[tuple[str, str]] = set()
    for file in sorted(folder.rglob("*.yml")):
        for policy in _policies(file):
            mode = policy.get("mode")
            if isinstance(mode, dict) and mode.get("type") == "cloudtrail" and mode.get("member-role"):
                pairs.update(_pair(event, file) for event in mode.get("events", ()))
    return Forwarding(
        events=tuple(sorted({event for event, _ in pairs})),
        sources=tuple(sorted({source for _, source in pairs})),
    )


def _policies(file: Path) -> Iterator[dict[str, Any]]:
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is not YAML: {error.problem}", place=Place(file, line)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(file)) from None
    policies = document.get("policies") if isinstance(document, dict) else None
    yield from (policy for policy in policies or () if isinstance(policy, dict))


def _pair(event: Any, file: Path) -> tuple[str, str]:
    """(event name, source); an event is a dict with both or a name that c7n knows."""
    from c7n.cwe import CloudWatchEvents

    if isinstance(event, dict) and {"event", "source"} <= set(event):
        return str(event["event"]), str(event["source"])
    known = CloudWatchEvents.trail_events.get(event) if isinstance(event, str) else None
    if known is None:
        raise InputError(
            f"cannot tell the service of event {event!r}",
            remedy="write it as {source: …, event: …, ids: …}",
            place=Place(file, key="mode.events"),
        )
    return str(known.get("event", event)), str(known["source"])
