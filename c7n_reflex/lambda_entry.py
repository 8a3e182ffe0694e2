"""The handler of every policy's function: Custodian's, with our actions and modes."""

from __future__ import annotations

import logging
import os
from typing import Any

# Custodian logs whole events and resources unless told otherwise, and those may hold secrets.
os.environ.setdefault("C7N_DEBUG_EVENT", "no")

from c7n import handler

import c7n_reflex.plugin  # noqa: F401

# Custodian sets the root logger to DEBUG, at which boto3 logs parameters and answers in full.
logging.getLogger().setLevel(logging.INFO)
log = logging.getLogger("c7n_reflex.lambda_entry")


def run(event: dict[str, Any], context: Any) -> Any:
    """Run the function's policy on an EventBridge event. An error fails the invocation, which is retried."""
    detail = event.get("detail")
    name = detail.get("eventName", "") if isinstance(detail, dict) else ""
    log.info(
        "event:%s type:%s %s account:%s region:%s",
        *(event.get("id"), event.get("detail-type"), name, event.get("account"), event.get("region")),
    )
    return handler.dispatch_event(event, context)
