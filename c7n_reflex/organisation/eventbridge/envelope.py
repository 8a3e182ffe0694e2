"""The envelope around every event.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from c7n_reflex.organisation.eventbridge.timing import utc_now

Event = dict[str, Any]


def timestamp(moment: dt.datetime) -> str:
    """`2026-01-31T09:15:00Z`, as EventBridge writes a time."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def complete(account: str, region: str, event: Event) -> Event:
    """The event as plain JSON, with the parts of an envelope that it lacks."""
    given = json.loads(json.dumps(event, default=_plain))
    envelope = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "",
        "source": "",
        "account": account,
        "time": timestamp(utc_now()),
        "region": region,
        "resources": [],
        "detail": {},
    }
    return {**envelope, **given}


def _plain(value: Any) -> str:
    return timestamp(value) if isinstance(value, dt.datetime) else str(value)
