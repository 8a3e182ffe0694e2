"""What is in the queue of failed events, given to the function again as it is.

A function's on-failure destination keeps the event within a record that says what went wrong; a rule's
dead-letter queue keeps the event itself, with the reason in the message's attributes.
"""

from __future__ import annotations

from typing import Any

_RECORD = {"requestContext", "requestPayload", "responsePayload"}


def event_of(event: Any) -> Any:
    """The event of a record of a failed invocation; anything else as it is.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    if isinstance(event, dict) and set(event) >= _RECORD and "detail" not in event:
        return event["requestPayload"]
    return event
