"""Scheduled rules, by a clock that the test turns."""

import datetime as dt

import pytest

from c7n_reflex.organisation.eventbridge.ticker import Ticker

from .conftest import HOME, MEMBER

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def tick(stage):
    ticker = Ticker(stage.organisation, stage.organisation.events)
    return lambda minutes: ticker.tick(START + dt.timedelta(minutes=minutes))


def test_a_rate_fires_once_a_period(stage, tick):
    queue = stage.queue()
    arn = stage.rule(queue, ScheduleExpression="rate(5 minutes)")
    assert [bool(tick(minute)) for minute in (0, 4, 5, 5, 9, 10)] == [False, False, True, False, False, True]
    first, second = sorted(stage.bodies(queue), key=lambda event: event["time"])
    assert first == {
        "version": "0",
        "id": first["id"],
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": MEMBER,
        "time": "2026-01-01T00:05:00Z",
        "region": HOME,
        "resources": [arn],
        "detail": {},
    }
    assert first["id"] != second["id"]


def test_a_cron_fires_at_its_minute(stage, tick):
    stage.rule(stage.queue(), ScheduleExpression="cron(30 * * * ? *)")
    assert [bool(tick(minute)) for minute in (0, 29, 30, 31, 90)] == [False, False, True, False, True]


def test_a_late_clock_fires_once(stage, tick):
    stage.rule(stage.queue(), ScheduleExpression="rate(1 minute)")
    tick(0)
    assert len(tick(60)) == 1
    assert tick(60) == []


def test_disabled_and_deleted_rules_do_not_fire(stage, tick):
    stage.rule(stage.queue("a"), name="a", ScheduleExpression="rate(1 minute)")
    stage.rule(stage.queue("b"), name="b", ScheduleExpression="rate(1 minute)")
    tick(0)
    client = stage.client("events")
    client.disable_rule(Name="a")
    client.remove_targets(Rule="b", Ids=["0"])
    client.delete_rule(Name="b")
    assert tick(1) == []
    client.enable_rule(Name="a")
    assert tick(2) == []
    assert len(tick(3)) == 1


def test_only_the_scheduled_rule_is_fired(stage, tick):
    scheduled, other = stage.queue("scheduled"), stage.queue("other")
    stage.rule(scheduled, name="scheduled", ScheduleExpression="rate(1 minute)")
    stage.rule(other, name="other", pattern={"source": ["aws.events"]})
    tick(0)
    tick(1)
    stage.messages(scheduled, count=1)
    assert stage.messages(other) == []


def test_a_schedule_that_moto_let_in_does_not_stop_the_others(stage, tick):
    with stage.organisation.lock:
        backend = stage.organisation.backend("events", MEMBER, HOME)
        backend.put_rule("bad", scheduled_expression="cron(never)")
    good = stage.rule(stage.queue(), name="good", ScheduleExpression="rate(1 minute)")
    tick(0)
    assert tick(1) == [good]


def test_the_ticker_is_not_work(stage):
    stage.rule(stage.queue(), ScheduleExpression="rate(1 minute)")
    assert stage.organisation.tracker.wait_idle(0) == []
