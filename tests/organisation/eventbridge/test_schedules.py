"""When rate(...) and cron(...) are due."""

import datetime as dt

import pytest

from c7n_reflex.organisation.eventbridge.schedules import parse


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("expression", "now", "due"),
    [
        ("rate(1 minute)", "2026-01-01T00:00:30", "2026-01-01T00:01:30"),
        ("rate(5 hours)", "2026-01-01T00:00:00", "2026-01-01T05:00:00"),
        ("rate(2 days)", "2026-01-01T00:00:00", "2026-01-03T00:00:00"),
        ("cron(0 10 * * ? *)", "2026-01-01T09:59:59", "2026-01-01T10:00:00"),
        ("cron(0 10 * * ? *)", "2026-01-01T10:00:00", "2026-01-02T10:00:00"),
        ("cron(15 12 * * ? *)", "2026-01-01T12:20:00", "2026-01-02T12:15:00"),
        ("cron(0 18 ? * MON-FRI *)", "2026-01-02T18:00:00", "2026-01-05T18:00:00"),
        ("cron(0 8 1 * ? *)", "2026-01-15T00:00:00", "2026-02-01T08:00:00"),
        ("cron(0/15 * * * ? *)", "2026-01-01T00:16:00", "2026-01-01T00:30:00"),
        ("cron(0/5 8-17 ? * MON-FRI *)", "2026-01-02T17:55:00", "2026-01-05T08:00:00"),
        ("cron(0 0 29 2 ? *)", "2026-01-01T00:00:00", "2028-02-29T00:00:00"),
        ("cron(0 0 L * ? *)", "2026-02-01T00:00:00", "2026-02-28T00:00:00"),
        ("cron(0 0 ? * 6L *)", "2026-01-01T00:00:00", "2026-01-30T00:00:00"),
        ("cron(0 0 ? * 3#2 *)", "2026-01-01T00:00:00", "2026-01-13T00:00:00"),
        ("cron(0 0 1W * ? *)", "2026-08-01T00:00:00", "2026-08-03T00:00:00"),
        ("cron(0 0 15W * ? *)", "2026-08-01T00:00:00", "2026-08-14T00:00:00"),
        ("cron(0 0 1 JAN ? 2030)", "2026-08-01T00:00:00", "2030-01-01T00:00:00"),
        ("cron(0 0 1 1 ? 2020)", "2026-08-01T00:00:00", None),
    ],
)
def test_next(expression, now, due):
    assert parse(expression).after(at(now)) == (due and at(due))


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(2 minute)",
        "rate(5 seconds)",
        "rate( 5 hours)",
        "cron(0 10 * * *)",
        "cron(0 10 * * * *)",
        "cron(60 10 * * ? *)",
        "cron(0 10 ? * 8 *)",
        "cron(5-1 10 * * ? *)",
        "cron(x 10 * * ? *)",
        "at(2026-01-01T00:00:00)",
    ],
)
def test_invalid(expression):
    with pytest.raises(ValueError, match=r"."):
        parse(expression)
