"""The record of every account's calls: for the route `trail`, and for CloudTrail's LookupEvents."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from c7n_reflex.organisation.calls import ApiError, Call

# How many events are kept; then the oldest are forgotten.
_MOST_WRITES = 20_000
_MOST_READS = 5_000
_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """An event and when it happened, to the microsecond."""

    event: dict[str, Any]
    time: dt.datetime

    @property
    def record(self) -> dict[str, Any]:
        """The CloudTrail record."""
        return self.event["detail"]  # type: ignore[no-any-return]

    @property
    def read_only(self) -> bool:
        """True for reads, which are kept but were not delivered."""
        return bool(self.record["readOnly"])


class Trail:
    """Events in the order of their calls; reads are kept apart, so that they push out no writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: deque[Entry] = deque(maxlen=_MOST_WRITES)
        self._reads: deque[Entry] = deque(maxlen=_MOST_READS)

    def add(self, event: dict[str, Any], time: dt.datetime) -> None:
        """Keep an event."""
        entry = Entry(event, time)
        with self._lock:
            (self._reads if entry.read_only else self._writes).append(entry)

    def entries(self, account: str = "", region: str = "", *, reads: bool = False) -> list[Entry]:
        """Entries of an account and region (all where not given), oldest first."""
        with self._lock:
            found = [*self._writes, *(self._reads if reads else ())]
        if reads:
            found.sort(key=lambda entry: entry.time)
        return [
            entry
            for entry in found
            if account in ("", entry.event["account"]) and region in ("", entry.event["region"])
        ]

    def route(self, query: dict[str, str], _body: Any) -> list[dict[str, Any]]:
        """GET trail?account=&region=&event_name=&reads=true: envelopes with `time_ms`, epoch milliseconds.

        Without `reads`, only those that were delivered.
        """
        reads = query.get("reads") == "true"
        return [
            {**entry.event, "time_ms": round(entry.time.timestamp() * 1000)}
            for entry in self.entries(query.get("account", ""), query.get("region", ""), reads=reads)
            if query.get("event_name", "") in ("", entry.record["eventName"])
        ]

    def lookup_events(self, call: Call) -> dict[str, Any]:
        """Answers LookupEvents: newest first, pages of at most 50."""
        wanted = list(_matching(self.entries(call.account, call.region, reads=True), call.params))[::-1]
        start, size = _page(call.params)
        answer: dict[str, Any] = {"Events": [_listed(entry) for entry in wanted[start : start + size]]}
        if start + size < len(wanted):
            answer["NextToken"] = str(start + size)
        return answer


def _matching(entries: list[Entry], params: dict[str, Any]) -> Iterator[Entry]:
    tests = [
        _test(item["AttributeKey"], item["AttributeValue"]) for item in params.get("LookupAttributes") or ()
    ]
    after, before = _moment(params.get("StartTime")), _moment(params.get("EndTime"))
    for entry in entries:
        if (after and entry.time < after) or (before and entry.time > before):
            continue
        if all(test(entry) for test in tests):
            yield entry


def _test(key: str, value: str) -> Callable[[Entry], bool]:
    if key == "ResourceName":
        return lambda entry: any(value == text for text in _texts(entry.record))
    if key not in _ATTRIBUTES:
        raise ApiError("InvalidLookupAttributesException", f"{key} cannot be looked up here")
    read = _ATTRIBUTES[key]
    return lambda entry: read(entry.record) == value


_ATTRIBUTES: dict[str, Callable[[dict[str, Any]], str]] = {
    "AccessKeyId": lambda record: str(record["userIdentity"].get("accessKeyId", "")),
    "EventId": lambda record: str(record["eventID"]),
    "EventName": lambda record: str(record["eventName"]),
    "EventSource": lambda record: str(record["eventSource"]),
    "ReadOnly": lambda record: str(record["readOnly"]).lower(),
    "Username": lambda record: _user_name(record["userIdentity"]),
}


def _user_name(identity: dict[str, Any]) -> str:
    if identity["type"] == "AssumedRole":
        return str(identity["arn"].rsplit("/", 1)[-1])
    return str(identity.get("userName") or {"Root": "root"}.get(identity["type"], ""))


def _texts(record: dict[str, Any]) -> Iterator[str]:
    todo: list[Any] = [record["requestParameters"], record["responseElements"]]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list)):
            todo.extend(value.values() if isinstance(value, dict) else value)


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, (int, float)):
        return dt.datetime.fromtimestamp(value, dt.UTC)
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return None


def _page(params: dict[str, Any]) -> tuple[int, int]:
    token = params.get("NextToken") or "0"
    if not str(token).isdigit():
        raise ApiError("InvalidNextTokenException", "The token is not one that LookupEvents returned")
    size = int(params.get("MaxResults") or _PAGE)
    if not 1 <= size <= _PAGE:
        raise ApiError("InvalidMaxResultsException", f"MaxResults is between 1 and {_PAGE}")
    return int(token), size


def _listed(entry: Entry) -> dict[str, Any]:
    record = entry.record
    listed = {key: read(record) for key, read in _ATTRIBUTES.items()}
    return {
        **{key: value for key, value in listed.items() if value},
        "EventTime": entry.time,
        "Resources": [],
        "CloudTrailEvent": json.dumps(record, default=str),
    }
