"""The handler of every policy's function: Custodian's, with our actions and modes."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

# Custodian logs whole events and resources unless told otherwise, and those may hold secrets.
os.environ.setdefault("C7N_DEBUG_EVENT", "no")
# Custodian drops the events of failed calls without a word; `route` does, with one, and knows who wants them.
os.environ.setdefault("C7N_SKIP_ERR_EVENT", "no")

from c7n_reflex import cold_start

# isort: split
from c7n import handler

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.modes import checking, parked
from c7n_reflex.pipeline.log import log as stages
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome

# Custodian sets the root logger to DEBUG, at which boto3 logs parameters and answers in full.
logging.getLogger().setLevel(logging.INFO)
log = logging.getLogger("c7n_reflex.lambda_entry")


class _Lines(logging.StreamHandler[Any]):
    """Writes to whatever standard output is now: a function's may be replaced for each invocation."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)

    def emit(self, record: logging.LogRecord) -> None:
        """The line alone: CloudWatch makes metrics of lines that are nothing but JSON."""
        self.stream = sys.stdout
        super().emit(record)


def _set_up_lines() -> None:
    handler_ = _Lines()
    handler_.setFormatter(logging.Formatter("%(message)s"))
    stages.addHandler(handler_)
    stages.propagate = False


if cold_start.IN_LAMBDA:
    _set_up_lines()
    cold_start.end()


def run(event: Any, context: Any) -> Any:
    """Run the function's policy on an event. An error fails the invocation: it is tried again."""
    if checking.is_check(event):
        return checking.answer()
    event = parked.event_of(event)
    detail = event.get("detail", {}) if isinstance(event, dict) else None
    if not isinstance(detail, dict) and detail != "{}":  # EventBridge Scheduler sends the text
        raise EventEndedError(Outcome.MALFORMED, "the event is not of EventBridge's shape")
    _check_text(event)
    name = detail.get("eventName", "") if isinstance(detail, dict) else ""
    log.info(
        "event:%s type:%s %s account:%s region:%s",
        *(event.get("id"), event.get("detail-type"), name, event.get("account"), event.get("region")),
    )
    return handler.dispatch_event(event, context)


def _check_text(event: Any) -> None:
    """EventEndedError for what no API would take: halves of characters ("\\ud800"), which have no UTF-8."""
    try:
        json.dumps(event, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise EventEndedError(Outcome.MALFORMED, f"the event's text: {type(error).__name__}") from error
