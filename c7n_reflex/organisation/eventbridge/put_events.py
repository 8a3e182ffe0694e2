"""PutEvents, in place of moto's, which takes any source, loses the sender's account and knows no bus policy.

Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.eventbridge.envelope import complete, timestamp
from c7n_reflex.organisation.eventbridge.permissions import ACTION, may_put
from c7n_reflex.organisation.eventbridge.rules import Bus, bus_named

if TYPE_CHECKING:
    from c7n_reflex.organisation.eventbridge.dispatcher import Dispatcher
    from c7n_reflex.organisation.organisation import Organisation

_MOST_ENTRIES = 10
_MOST_BYTES = 1024 * 1024  # of all entries together

Entry = dict[str, Any]


class PutEvents:
    """Checks each entry; what passes is on its bus when the call returns, its deliveries under way."""

    def __init__(self, organisation: Organisation, dispatcher: Dispatcher) -> None:
        self._organisation = organisation
        self._dispatcher = dispatcher

    def __call__(self, call: Call) -> dict[str, Any]:
        entries: list[Entry] = call.params.get("Entries", [])
        _check_size(entries)
        buses = [bus_named(entry.get("EventBusName"), call.account, call.region) for entry in entries]
        for bus in buses:
            self._check_permission(call, bus)
        results = [self._put(call, entry, bus) for entry, bus in zip(entries, buses, strict=True)]
        return {"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results}

    def _check_permission(self, call: Call, bus: Bus) -> None:
        if not may_put(self._organisation, call.principal, bus):
            raise ApiError(
                "AccessDeniedException",
                f"User: {call.principal.arn} is not authorized to perform: {ACTION} on resource: {bus.arn} "
                f"because no resource-based policy allows the {ACTION} action",
            )

    def _put(self, call: Call, entry: Entry, bus: Bus) -> dict[str, str]:
        try:
            detail = _checked_detail(entry, bus, call.region)
        except _RefusedError as refused:
            return {"ErrorCode": refused.code, "ErrorMessage": refused.message}
        given = {
            "detail-type": entry["DetailType"],
            "source": entry["Source"],
            "resources": entry.get("Resources", []),
            "detail": detail,
        }
        if entry.get("Time"):
            given["time"] = (
                timestamp(entry["Time"]) if hasattr(entry["Time"], "astimezone") else entry["Time"]
            )
        event = complete(call.account, call.region, given)
        # A bus that does not exist swallows events without a word, as in AWS.
        self._dispatcher.accept(bus, event, forwarded=bus.account != call.account)
        return {"EventId": event["id"]}


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _check_size(entries: list[Entry]) -> None:
    if not 1 <= len(entries) <= _MOST_ENTRIES:
        raise ApiError(
            "ValidationException",
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: "
            f"Member must have length between 1 and {_MOST_ENTRIES}",
        )
    if len(json.dumps(entries, default=str).encode()) > _MOST_BYTES:
        raise ApiError("ValidationException", "Total size of the entries in the request is over the limit.")


def _checked_detail(entry: Entry, bus: Bus, region: str) -> dict[str, Any]:
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            raise _RefusedError("InvalidArgument", reason)
    if bus.region != region:
        raise _RefusedError(
            "InvalidArgument", "Parameter EventBusName is not valid. Reason: it is in another Region."
        )
    if entry["Source"].startswith("aws."):
        raise _RefusedError("NotAuthorizedForSourceException", "Not authorized for the source.")
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        raise _RefusedError("MalformedDetail", "Detail is malformed.")
    return detail
