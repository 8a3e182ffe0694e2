"""Quiet hours, by the owner's clock, on the days on which clocks are changed as on others."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.quiet import DAYS, QuietHours, of_json

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(20), time(7))
WEEKEND = QuietHours(time(0), time(0), ("sat", "sun"))
# With daylight saving, half an hour of it (Lord Howe), in the south, at midnight (Beirut), and none.
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut", "UTC"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        (NIGHT, "2026-11-24T03:14", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T20:00", "2026-11-25T07:00"),
        (NIGHT, "2026-11-24T07:00", None),
        (NIGHT, "2026-11-24T19:59", None),
        (QuietHours(time(12), time(13)), "2026-11-24T12:30", "2026-11-24T13:00"),
        (QuietHours(time(12), time(13)), "2026-11-24T11:30", None),
        # Friday night is on Friday, also on Saturday morning; 27 November 2026 is a Friday.
        (QuietHours(time(20), time(7), ("fri",)), "2026-11-28T06:00", "2026-11-28T07:00"),
        (QuietHours(time(20), time(7), ("sat",)), "2026-11-28T06:00", None),
        (WEEKEND, "2026-11-28T10:00", "2026-11-30T00:00"),
        (WEEKEND, "2026-11-27T23:59", None),
        # Clocks are put forward on 29 March 2026 at 02:00, and back on 25 October 2026 at 03:00.
        (NIGHT, "2026-03-28T23:00", "2026-03-29T07:00"),
        (QuietHours(time(20), time(2, 30)), "2026-03-28T23:00", "2026-03-29T03:30"),
        (QuietHours(time(20), time(2, 30)), "2026-10-24T23:00", "2026-10-25T02:30"),
    ],
)
def test_they_end_by_the_owners_clock(hours: QuietHours, moment: str, until: str | None) -> None:
    assert hours.until(at(moment), BERLIN) == (at(until).astimezone(UTC) if until else None)


def test_the_hour_that_comes_twice_is_quiet_once() -> None:
    hours, first = QuietHours(time(20), time(2, 30)), at("2026-10-25T02:15")
    assert hours.until(first, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert hours.until(first.replace(fold=1), BERLIN) is None


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    st.sets(st.sampled_from(DAYS), min_size=1, max_size=6),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.floats(0, 0.99),
)
def test_they_end_once_and_nobody_is_told_before(
    zone_name: str, begin: time, end: time, days: set[str], moment: datetime, part: float
) -> None:
    zone, hours = ZoneInfo(zone_name), QuietHours(begin, end, tuple(days))
    until = hours.until(moment, zone)
    if until is None:
        return
    assert moment < until <= moment + timedelta(days=6, hours=1)
    assert hours.until(until, zone) is None
    # Everybody who comes in between waits until then.
    assert hours.until(moment + (until - moment) * part, zone) == until
    # It is what the owner's clock says, unless the clock does not show that time on this day.
    local = until.astimezone(zone)
    named = datetime.combine(local.date(), end, zone)
    exists = named.astimezone(UTC).astimezone(zone).time() == end
    assert local.time() == end or not exists


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
    st.datetimes(datetime(2026, 5, 4), datetime(2026, 5, 9), timezones=st.just(UTC)),
)
def test_they_are_what_the_clock_on_the_wall_says(
    zone_name: str, begin: time, end: time, moment: datetime
) -> None:
    if begin == end:
        return
    now = moment.astimezone(ZoneInfo(zone_name)).time()
    is_quiet = begin <= now < end if begin < end else now >= begin or now < end
    assert (QuietHours(begin, end).until(moment, ZoneInfo(zone_name)) is not None) is is_quiet


def test_json_has_the_days_or_all_of_them() -> None:
    assert of_json({"from": "20:00", "to": "07:00"}) == NIGHT
    assert of_json({"from": "00:00", "to": "00:00", "days": ["sat", "sun"]}) == WEEKEND
    assert of_json(None) is None
