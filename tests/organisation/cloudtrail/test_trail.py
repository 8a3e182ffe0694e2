"""What is kept, and what the route returns."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.cloudtrail import trail as module
from c7n_reflex.organisation.cloudtrail.trail import Trail
from tests.organisation.cloudtrail.models import TIME, call


def _event(
    name: str, *, account: str = "1", region: str = "eu-west-1", read_only: bool = False
) -> dict[str, Any]:
    record = {
        "eventName": name,
        "eventSource": "ec2.amazonaws.com",
        "eventID": name,
        "readOnly": read_only,
        "userIdentity": {"type": "IAMUser", "userName": "ada", "accessKeyId": "AKIA1"},
        "requestParameters": {"list": [{"id": f"{name}-id"}]},
        "responseElements": None,
    }
    return {"account": account, "region": region, "detail": record}


@pytest.fixture
def trail() -> Trail:
    trail = Trail()
    trail.add(_event("First"), TIME)
    trail.add(_event("Read", read_only=True), TIME + dt.timedelta(seconds=1))
    trail.add(_event("Elsewhere", region="us-east-1"), TIME + dt.timedelta(seconds=2))
    trail.add(_event("Stranger", account="2"), TIME + dt.timedelta(seconds=3))
    return trail


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["First", "Elsewhere", "Stranger"]),
        ({"reads": "true"}, ["First", "Read", "Elsewhere", "Stranger"]),
        ({"account": "1"}, ["First", "Elsewhere"]),
        ({"account": "1", "region": "us-east-1"}, ["Elsewhere"]),
        ({"event_name": "Stranger"}, ["Stranger"]),
        ({"event_name": "Read"}, []),
        ({"account": "3"}, []),
    ],
)
def test_route(trail: Trail, query: dict[str, str], expected: list[str]) -> None:
    assert [event["detail"]["eventName"] for event in trail.route(query, None)] == expected


def test_route_adds_milliseconds_and_leaves_the_event_alone(trail: Trail) -> None:
    first = trail.route({}, None)[0]
    assert first["time_ms"] == 1795532645679
    assert "time_ms" not in trail.entries()[0].event


def test_the_oldest_are_forgotten_and_reads_push_out_no_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WRITES", 2)
    monkeypatch.setattr(module, "_MOST_READS", 1)
    trail = Trail()
    for name in ("a", "b", "c"):
        trail.add(_event(name), TIME)
        trail.add(_event(f"read-{name}", read_only=True), TIME)
    assert sorted(entry.record["eventName"] for entry in trail.entries(reads=True)) == ["b", "c", "read-c"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["Read", "First"]),
        ({"StartTime": TIME + dt.timedelta(seconds=1)}, ["Read"]),
        ({"EndTime": TIME}, ["First"]),
        ({"StartTime": (TIME + dt.timedelta(seconds=1)).timestamp()}, ["Read"]),
        ({"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "ada"}]}, ["Read", "First"]),
        ({"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "bob"}]}, []),
        ({"LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": "First-id"}]}, ["First"]),
        ({"LookupAttributes": [{"AttributeKey": "AccessKeyId", "AttributeValue": "AKIA2"}]}, []),
    ],
)
def test_lookup(trail: Trail, params: dict[str, Any], expected: list[str]) -> None:
    lookup = call("cloudtrail", "LookupEvents", params, account="1")
    assert [event["EventName"] for event in trail.lookup_events(lookup)["Events"]] == expected


def test_lookup_refuses_a_page_that_is_too_large(trail: Trail) -> None:
    with pytest.raises(ApiError, match="between 1 and 50"):
        trail.lookup_events(call("cloudtrail", "LookupEvents", {"MaxResults": 51}))
