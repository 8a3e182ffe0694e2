"""Quiet hours: when an owner is told only what cannot wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_CHAIN = 8  # quiet hours that follow on each other: seven whole days are refused in accounts.yml


@dataclass(frozen=True)
class QuietHours:
    """From `begin` to the next `end` by the owner's clock, on `days` (those on which it begins).

    The same `begin` and `end` mean 24 hours.
    """

    begin: time
    end: time
    days: tuple[str, ...] = DAYS

    def until(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When those that `moment` is in are over, in UTC; None if it is in none.

        `moment` has a time zone. Where the clock is put back over `end`, the first of both counts; where it
        is put forward over it, the moment at which it would have been without that.
        """
        found, now = None, moment.astimezone(UTC)
        for _ in range(_LONGEST_CHAIN):
            end = self._end(now, zone)
            if end is None:
                break
            found = now = end
        return found

    def _end(self, now: datetime, zone: tzinfo) -> datetime | None:
        today = now.astimezone(zone).date()
        spans = (self._span(day, zone) for day in (today - timedelta(days=1), today) if self._is_on(day))
        return max((end for begin, end in spans if begin <= now < end), default=None)

    def _span(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        last = day if self.begin < self.end else day + timedelta(days=1)
        begin, end = datetime.combine(day, self.begin, zone), datetime.combine(last, self.end, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)

    def _is_on(self, day: date) -> bool:
        return DAYS[day.weekday()] in self.days


def of_json(data: dict[str, Any] | None) -> QuietHours | None:
    """`{"from": "20:00", "to": "07:00", "days": ["mon", ...]}`; None where there are none."""
    if not data:
        return None
    begin, end = time.fromisoformat(data["from"]), time.fromisoformat(data["to"])
    return QuietHours(begin, end, tuple(data.get("days") or DAYS))
