"""A record of a failed invocation can be given to the function as it is."""

from __future__ import annotations

import pytest

from c7n_reflex.modes.parked import event_of

EVENT = {"id": "1", "detail": {"eventName": "AttachInternetGateway"}}
RECORD = {
    "version": "1.0",
    "timestamp": "2026-11-25T09:40:52.526Z",
    "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
    "requestPayload": EVENT,
    "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
    "responsePayload": {"errorMessage": "denied"},
}


def test_the_event_within_a_record() -> None:
    assert event_of(RECORD) == EVENT


@pytest.mark.parametrize(
    "event", [EVENT, None, "text", [], {"requestPayload": EVENT}, {**RECORD, "detail": {}}]
)
def test_anything_else_as_it_is(event: object) -> None:
    assert event_of(event) is event
