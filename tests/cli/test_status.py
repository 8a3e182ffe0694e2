"""`c7n-reflex status`: what runs, what an operator has stopped, what fails, and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from c7n_reflex.settings import FAILED_EVENTS_QUEUE
from tests.cli.operations import FUNCTION, POLICY, REGION, SECOND, Desk

ACCOUNT = "logistics-prod"
COUNTED = "data-lake-prod"  # its metrics and its queue stay
STATUS = ("status", "-a", ACCOUNT)


@pytest.fixture
def running(desk: Desk) -> Iterator[Desk]:
    desk.run("deploy", "-a", ACCOUNT)
    yield desk
    desk.organisation.delete("faults")
    desk.run("destroy", "-a", ACCOUNT, "--yes")


def test_what_runs_where_is_shown_without_the_policies(running: Desk) -> None:
    running.file.unlink()
    output = running.run(*STATUS)
    title, heading, first, second, summary = output.splitlines()
    assert title.split()[:3] == ["account", "region", "v"]
    assert heading == POLICY
    assert first.split()[:4] == [ACCOUNT, REGION, "1", f"{datetime.now(UTC):%Y-%m-%d}"]
    assert second.split()[1] == SECOND
    assert first.endswith(" ok")
    assert summary == "2 functions of 1 policy: 2 fine"
    assert max(map(len, output.splitlines())) <= 100


def test_what_is_stopped_or_fails_is_found(running: Desk) -> None:
    running.client("events", ACCOUNT).disable_rule(Name=FUNCTION)
    running.client("lambda", ACCOUNT, SECOND).put_function_concurrency(
        FunctionName=FUNCTION, ReservedConcurrentExecutions=0
    )
    shown = {each["region"]: each for each in running.json(*STATUS, code=1)["functions"]}
    assert shown[REGION]["wrong"] == ["disabled"]
    assert shown[SECOND]["wrong"] == ["stopped (concurrency 0)"]
    running.client("events", ACCOUNT).enable_rule(Name=FUNCTION)
    problems = running.run(*STATUS, "--problems", code=1)
    assert SECOND in problems
    assert REGION not in problems


def test_other_code_and_a_missing_rule_are_found(running: Desk) -> None:
    running.client("events", ACCOUNT).remove_targets(Rule=FUNCTION, Ids=[FUNCTION])
    running.client("events", ACCOUNT).delete_rule(Name=FUNCTION)
    functions = running.client("lambda", ACCOUNT, SECOND)
    functions.update_function_configuration(FunctionName=FUNCTION, Timeout=7)
    shown = {each["region"]: each["wrong"] for each in running.json(*STATUS, code=1)["functions"]}
    assert shown == {REGION: ["no rule"], SECOND: ["not the newest version"]}


def test_events_errors_and_failed_events_are_counted(desk: Desk) -> None:
    status = ("status", "-a", COUNTED)
    desk.run("deploy", "-a", COUNTED)
    now = datetime.now(UTC)
    metrics = desk.client("cloudwatch", COUNTED)
    of = [{"Name": "FunctionName", "Value": FUNCTION}]
    points = [
        ("Invocations", 5.0, now - timedelta(seconds=30)),
        ("Invocations", 2.0, now - timedelta(hours=3)),
        ("Errors", 1.0, now - timedelta(hours=3)),
        ("Invocations", 100.0, now - timedelta(hours=30)),
    ]
    data = [
        {"MetricName": name, "Dimensions": of, "Value": value, "Timestamp": time}
        for name, value, time in points
    ]
    metrics.put_metric_data(Namespace="AWS/Lambda", MetricData=data)
    queues = desk.client("sqs", COUNTED, SECOND)
    url = queues.create_queue(QueueName=FAILED_EVENTS_QUEUE)["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="{}")
    shown = desk.json(*status, code=1)
    first, second = shown["functions"]
    assert (first["events"], first["errors"]) == (7, 1)
    assert first["last_event"] >= (now - timedelta(hours=1, seconds=30)).isoformat()
    assert (second["events"], second["errors"], second["last_event"]) == (None, None, None)
    assert [each["waiting"] for each in shown["failed_events"]] == [None, 1]
    output = desk.run(*status, code=1)
    assert f"{SECOND}: 1 failed events wait in {FAILED_EVENTS_QUEUE}" in output
    assert " fails" in output
    recent = desk.json(*status, "-r", REGION, "--hours", "1")["functions"]
    assert [(each["errors"] or 0, each["events"] >= 5) for each in recent] == [(0, True)]
    desk.run("destroy", "-a", COUNTED, "--yes")


def test_what_cannot_be_read_hides_nothing_else(running: Desk) -> None:
    running.fault(ACCOUNT, "cloudwatch", "GetMetricData")
    output = running.run(*STATUS, code=3)
    assert "cannot be read: metrics: " in output
    assert "2 functions of 1 policy: 2 fine, 2 readings failed" in output
    running.fault(ACCOUNT, "lambda", "ListFunctions")
    assert "AccessDenied" in running.run(*STATUS, code=3)


def test_a_policy_that_is_not_deployed_is_refused(running: Desk) -> None:
    assert f"did you mean '{POLICY}'?" in running.run(*STATUS, "-p", "internet-gateway-atached", code=2)
    assert POLICY in running.run(*STATUS, "-p", "internet-*")
