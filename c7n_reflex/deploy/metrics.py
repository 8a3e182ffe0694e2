"""How often functions ran and failed, from CloudWatch; and when they ran last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from c7n_reflex.deploy.units import Site
from c7n_reflex.deploy.units.model import LOG_GROUP, missing_is

_FUNCTIONS = 250  # with two metrics each in a call: GetMetricData takes 500
_SECONDS = 3600  # of a data point
LONGEST_HOURS = 168  # with hourly points of 500 metrics: GetMetricData returns at most 100,800


@dataclass(frozen=True)
class Ran:
    """Of one function. `last`: the beginning of the last hour in which it ran."""

    events: int = 0
    errors: int = 0
    last: datetime | None = None


def of_functions(site: Site, functions: Sequence[str], hours: int) -> dict[str, Ran]:
    """Invocations and errors of the last hours by function; without those that have no data.

    Raises ClientError and BotoCoreError. Source: AWS/Lambda metrics, by FunctionName.
    """
    until = datetime.now(UTC)
    since = until.replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours - 1)
    found: dict[str, Ran] = {}
    for start in range(0, len(functions), _FUNCTIONS):
        some = functions[start : start + _FUNCTIONS]
        points = _points(site, some, since, until)
        for number, function in enumerate(some):
            events, errors = points.get(f"events{number}", {}), points.get(f"errors{number}", {})
            if events or errors:
                last = max((time for time, count in events.items() if count), default=None)
                found[function] = Ran(round(sum(events.values())), round(sum(errors.values())), last)
    return found


def _points(
    site: Site, functions: Sequence[str], since: datetime, until: datetime
) -> dict[str, dict[datetime, float]]:
    """Values by time, by the query's id."""
    queries = [query for number, function in enumerate(functions) for query in _queries(number, function)]
    pages = (
        site.client("cloudwatch")
        .get_paginator("get_metric_data")
        .paginate(MetricDataQueries=queries, StartTime=since, EndTime=until)
    )
    points: dict[str, dict[datetime, float]] = {}
    for page in pages:
        for result in page["MetricDataResults"]:
            given = zip(result["Timestamps"], result["Values"], strict=True)
            points.setdefault(result["Id"], {}).update(given)
    return points


def _queries(number: int, function: str) -> Iterator[dict[str, Any]]:
    for name, metric in (("events", "Invocations"), ("errors", "Errors")):
        dimensions = [{"Name": "FunctionName", "Value": function}]
        named = {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions}
        yield {
            "Id": f"{name}{number}",
            "MetricStat": {"Metric": named, "Period": _SECONDS, "Stat": "Sum"},
            "ReturnData": True,
        }


def last_log(site: Site, function: str) -> datetime | None:
    """When the function last wrote to its log; None if it never ran. Raises ClientError, BotoCoreError.

    CloudWatch Logs knows it up to an hour late.
    """
    answer = missing_is(
        {"logStreams": []},
        site.client("logs").describe_log_streams,
        logGroupName=LOG_GROUP + function,
        orderBy="LastEventTime",
        descending=True,
        limit=1,
    )
    times = [each["lastEventTimestamp"] for each in answer["logStreams"] if each.get("lastEventTimestamp")]
    return datetime.fromtimestamp(max(times) / 1000, UTC) if times else None
