"""What was invoked, for `GET /_organisation/invocations`."""

from __future__ import annotations

import json
import threading
from collections import deque
from typing import Any

from c7n_reflex.organisation.functions.limits import RECORD_LOG_CHARACTERS, RECORDS
from c7n_reflex.organisation.functions.outcome import Outcome
from c7n_reflex.organisation.functions.target import Target


class Journal:
    """The latest invocations, each as the control route returns it."""

    def __init__(self) -> None:
        self._records: deque[dict[str, Any]] = deque(maxlen=RECORDS)
        self._lock = threading.Lock()

    def add(self, target: Target, payload: str, outcome: Outcome, started: float, ended: float) -> None:
        """Note a finished invocation; times are epoch seconds."""
        record = {
            "function_arn": target.versioned_arn,
            "request_id": outcome.request_id,
            "account": target.called.account,
            "region": target.called.region,
            "name": target.called.name,
            "event_id": _event_id(payload),
            "started": started,
            "ended": ended,
            "status": outcome.status,
            "error": outcome.error,
            "log": outcome.log[-RECORD_LOG_CHARACTERS:],
        }
        with self._lock:
            self._records.append(record)

    def find(self, account: str = "", function: str = "") -> list[dict[str, Any]]:
        """Records in the order of their ends, of one account or function name if given."""
        with self._lock:
            records = list(self._records)
        return [
            record
            for record in records
            if account in ("", record["account"]) and function in ("", record["name"])
        ]


def _event_id(payload: str) -> str:
    """The EventBridge event's id; empty for other events."""
    event = json.loads(payload)
    return str(event.get("id", "")) if isinstance(event, dict) else ""
