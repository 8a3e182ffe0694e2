"""`rate(...)` and `cron(...)`: when a schedule is due next.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
All times are UTC. Cron fields: minutes, hours, day of month, month, day of week (1 is Sunday), year.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

_RATE = re.compile(r"rate\((?P<count>[1-9]\d*) (?P<unit>minute|hour|day)(?P<plural>s?)\)")
_CRON = re.compile(r"cron\((?P<fields>.+)\)")
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {name: number for number, name in enumerate("SUN MON TUE WED THU FRI SAT".split(), 1)}  # noqa: SIM905
_LAST_YEAR = 2199
_HORIZON = 366 * 9  # days; a 29 February may be eight years away
_DAY = dt.timedelta(days=1)


class Schedule(Protocol):
    """A rate or a cron expression."""

    def after(self, moment: dt.datetime) -> dt.datetime | None:
        """The first time after `moment` (UTC) at which it is due; None if it never is again."""


def parse(expression: str) -> Schedule:
    """Read a ScheduleExpression. Raises ValueError if EventBridge would refuse it."""
    rate = _RATE.fullmatch(expression)
    if rate:
        count = int(rate["count"])
        if (count == 1) == bool(rate["plural"]):
            raise ValueError("the unit is singular for 1 and plural for more")
        return Rate(dt.timedelta(**{f"{rate['unit']}s": count}))
    cron = _CRON.fullmatch(expression)
    if cron:
        return _cron(cron["fields"].split())
    raise ValueError(f"neither rate(...) nor cron(...): {expression!r}")


@dataclass(frozen=True)
class Rate:
    """Every so often from when the rule was first seen."""

    every: dt.timedelta

    def after(self, moment: dt.datetime) -> dt.datetime:
        """The moment one period later."""
        return moment + self.every


@dataclass(frozen=True)
class Cron:
    """At the minutes at which every field fits."""

    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    years: frozenset[int]
    fits_day: Callable[[dt.date], bool]

    def after(self, moment: dt.datetime) -> dt.datetime | None:
        """The first fitting minute after this one."""
        start = moment.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
        for day in (start.date() + _DAY * number for number in range(_HORIZON)):
            if day.month in self.months and day.year in self.years and self.fits_day(day):
                for due in self._times(day):
                    if due >= start:
                        return due
        return None

    def _times(self, day: dt.date) -> Iterator[dt.datetime]:
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                yield dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)


def _cron(fields: list[str]) -> Cron:
    if len(fields) != 6:
        raise ValueError("cron has six fields")
    minutes, hours, day_of_month, month, day_of_week, year = fields
    if "?" not in (day_of_month, day_of_week):
        raise ValueError("one of day of month and day of week must be ?")
    return Cron(
        _numbers(minutes, 0, 59),
        _numbers(hours, 0, 23),
        _numbers(month, 1, 12, _MONTHS),
        _numbers(year, 1970, _LAST_YEAR),
        _day_of_month(day_of_month) if day_of_week == "?" else _day_of_week(day_of_week),
    )


def _numbers(field: str, low: int, high: int, names: dict[str, int] | None = None) -> frozenset[int]:
    """`*`, `1,2`, `1-5`, `0/15`, `MON-FRI` as numbers."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("*", "", "") if span == "*" else span.partition("-")
        start = low if first == "*" else _number(first, low, high, names)
        to_the_end = high if first == "*" or step else start
        end = _number(last, low, high, names) if last else to_the_end
        if end < start:
            raise ValueError(f"{part!r} goes backwards")
        found.update(range(start, end + 1, _number(step, 1, high + 1, None) if step else 1))
    return frozenset(found)


def _number(text: str, low: int, high: int, names: dict[str, int] | None) -> int:
    number = (names or {}).get(text.upper())
    if number is None:
        if not re.fullmatch(r"\d{1,4}", text):
            raise ValueError(f"{text!r} is not a number")
        number = int(text)
    if not low <= number <= high:
        raise ValueError(f"{number} is not in {low}-{high}")
    return number


def _day_of_month(field: str) -> Callable[[dt.date], bool]:
    if field == "L":
        return lambda day: (day + _DAY).day == 1
    if field.endswith("W"):
        wanted = _number(field[:-1], 1, 31, None)
        return lambda day: day == _nearest_weekday(day, wanted)
    days = _numbers(field, 1, 31)
    return lambda day: day.day in days


def _day_of_week(field: str) -> Callable[[dt.date], bool]:
    if "#" in field:
        name, _, nth = field.partition("#")
        wanted, count = _number(name, 1, 7, _DAYS), _number(nth, 1, 5, None)
        return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == count
    if field.endswith("L"):
        wanted = _number(field[:-1] or "7", 1, 7, _DAYS)
        # A bare L is every Saturday; `6L` is the month's last Friday.
        return lambda day: _weekday(day) == wanted and (field == "L" or (day + 7 * _DAY).month != day.month)
    days = _numbers(field, 1, 7, _DAYS)
    return lambda day: _weekday(day) in days


def _weekday(day: dt.date) -> int:
    return day.isoweekday() % 7 + 1


def _nearest_weekday(day: dt.date, wanted: int) -> dt.date | None:
    """The working day nearest to the wanted day of this month, never of another month."""
    last = calendar.monthrange(day.year, day.month)[1]
    if wanted > last:
        return None
    nominal = day.replace(day=wanted)
    shift = {6: 2 if wanted == 1 else -1, 7: -2 if wanted == last else 1}.get(nominal.isoweekday(), 0)
    return nominal + _DAY * shift
