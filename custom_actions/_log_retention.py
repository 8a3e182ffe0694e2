"""For how long a log group keeps its events: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

# CloudWatch.16 of Security Hub asks for a year, unless its parameter says otherwise.
DEFAULT_DAYS = 365
# What PutRetentionPolicy takes.
_TO_A_YEAR = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
DAYS = (*_TO_A_YEAR, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
MINIMUM = {"minimum-days": {"enum": list(DAYS)}}  # of a schema


def minimum_days(data: dict[str, Any]) -> int:
    """The option of a filter or an action."""
    return int(data.get("minimum-days", DEFAULT_DAYS))


def is_meant(group: str, event: dict[str, Any] | None) -> bool:
    """False if the event is a PutRetentionPolicy of another group.

    CloudWatch Logs finds groups by how their names begin: with "web" it also answers "web-2".
    """
    call = api_call(event, "PutRetentionPolicy") if event else None
    return call is None or (call.get("requestParameters") or {}).get("logGroupName") == group


def is_short(days: int | None, minimum: int) -> bool:
    """True if events are kept for less than `minimum` days; None is for ever."""
    return days is not None and days < minimum
