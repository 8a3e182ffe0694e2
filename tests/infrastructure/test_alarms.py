"""Alarms: what they watch, that only EventBridge tells of them, and that they arrive from everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.deploy import infrastructure
from c7n_reflex.deploy.infrastructure import CORE_STACK, REGION_STACK
from c7n_reflex.organisation.organisation import Organisation
from tests.deploy.test_infrastructure import CORE, PARTS, SOLUTION, apply, arranged
from tests.infrastructure.test_templates import load

ALARM = "AWS::CloudWatch::Alarm"
RESOURCES = {name: load(name)["Resources"] for name in ("core.yml", "region.yml")}
WATCHED = [
    each["Properties"] for name in RESOURCES for each in RESOURCES[name].values() if each["Type"] == ALARM
]
WENT_OFF = {
    "source": "aws.cloudwatch",
    "detail-type": "CloudWatch Alarm State Change",
    "detail": {
        "alarmName": "c7n-reflex-failed-events",
        "configuration": {"description": "Events could not be handled."},
        "state": {"value": "ALARM", "reason": "1 datapoint [2.0] was greater than the threshold (0.0)."},
    },
}


def test_what_is_watched() -> None:
    watched = {alarm["AlarmName"]: (alarm["Namespace"], alarm["MetricName"]) for alarm in WATCHED}
    assert len(watched) == len(WATCHED)  # each by its own name
    assert watched == {
        "c7n-reflex-errors": ("AWS/Lambda", "Errors"),
        "c7n-reflex-failed-events": ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        "c7n-reflex-mailer-errors": ("AWS/Lambda", "Errors"),
        "c7n-reflex-mailer-throttles": ("AWS/Lambda", "Throttles"),
        "c7n-reflex-notices-parked": ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        "c7n-reflex-notices-wait": ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        "c7n-reflex-throttles": ("AWS/Lambda", "Throttles"),
    }


@pytest.mark.parametrize("alarm", WATCHED, ids=lambda alarm: str(alarm["AlarmName"]))
def test_nothing_happening_is_no_alarm_and_no_topic_of_another_region_is_told(alarm: Any) -> None:
    assert alarm["TreatMissingData"] == "notBreaching"
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert "AlarmActions" not in alarm
    assert alarm["AlarmDescription"].endswith(".")


def test_what_regions_forward_is_what_core_tells() -> None:
    forwarded = RESOURCES["region.yml"]["ForwardAlarms"]["Properties"]["EventPattern"]
    assert RESOURCES["core.yml"]["Alarms"]["Properties"]["EventPattern"] == forwarded


def test_only_events_and_the_account_may_publish() -> None:
    policy = RESOURCES["core.yml"]["AlarmTopicPolicy"]["Properties"]["PolicyDocument"]
    events, account = policy["Statement"]
    assert (events["Principal"], events["Action"]) == ({"Service": "events.amazonaws.com"}, "sns:Publish")
    assert "Condition" not in events  # with one, EventBridge could never publish
    assert account["Principal"]["AWS"].endswith(":root")


def mails(organisation: Organisation) -> list[str]:
    """What the address of accounts.yml was told on the alarm topic."""
    assert not organisation.tracker.wait_idle(10)
    query = {"account": CORE, "protocol": "email", "endpoint": "security-alerts@example.com"}
    _, answer = organisation.control.answer("GET", "/_organisation/inbox", query, b"")
    return [
        each["message"] for each in json.loads(answer) if each["topic_arn"].endswith(":c7n-reflex-alarms")
    ]


@pytest.mark.organisation
class TestInTheOrganisation:
    def test_an_alarm_of_another_account_and_region_is_told_in_plain_words(
        self, inprocess: Callable[..., Organisation]
    ) -> None:
        mends = *PARTS[:2], "moto_mends.events", "moto_mends.sns"
        organisation = inprocess(*mends, "resource_policies", "inbox", "eventbridge", "seed")
        apply(organisation, CORE, SOLUTION)
        assert not mails(organisation)
        fine = {**WENT_OFF["detail"], "state": {"value": "OK", "reason": "all is well"}}  # type: ignore[dict-item]
        someone_s = {**WENT_OFF["detail"], "alarmName": "cpu"}  # type: ignore[dict-item]
        for detail in (fine, someone_s, WENT_OFF["detail"]):
            organisation.events.emit(SOLUTION, "eu-west-1", {**WENT_OFF, "detail": detail})
        [message] = mails(organisation)
        told, reason = message.splitlines()
        where = f"c7n-reflex-failed-events in account {SOLUTION}, eu-west-1"
        assert told == f'"{where}: Events could not be handled."'
        assert reason.startswith('"1 datapoint')
        organisation.events.emit(CORE, "us-east-1", WENT_OFF)  # core's own, once
        assert len(mails(organisation)) == 2

    def test_alarms_are_created_where_they_belong(self, inprocess: Callable[..., Organisation]) -> None:
        organisation = inprocess(*PARTS)
        apply(organisation, CORE, SOLUTION)

        def alarms(account: str, region: str) -> set[str]:
            client = organisation.client("cloudwatch", account, region)
            return {each["AlarmName"] for each in client.describe_alarms()["MetricAlarms"]}

        assert alarms(SOLUTION, "eu-west-1") == {"c7n-reflex-failed-events", "c7n-reflex-throttles"}
        assert alarms(CORE, "eu-west-1") == {*alarms(SOLUTION, "eu-west-1"), "c7n-reflex-errors"}
        assert alarms(CORE, "us-east-1") == {alarm["AlarmName"] for alarm in WATCHED}
        sns = organisation.client("sns", CORE, "us-east-1")
        topic = f"arn:aws:sns:us-east-1:{CORE}:c7n-reflex-alarms"
        [subscription] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        assert subscription["Endpoint"] == "security-alerts@example.com"
        self._dashboard_is_valid(organisation)

    @staticmethod
    def _dashboard_is_valid(organisation: Organisation) -> None:
        client = organisation.client("cloudwatch", CORE, "us-east-1")
        body = json.loads(client.get_dashboard(DashboardName="c7n-reflex")["DashboardBody"])
        alarms, *metrics = body["widgets"]
        known = {each["AlarmArn"] for each in client.describe_alarms()["MetricAlarms"]}
        assert set(alarms["properties"]["alarms"]) <= known
        assert {each["properties"]["region"] for each in metrics} == {"us-east-1"}
        assert "${" not in json.dumps(body)

    def test_without_an_address_nobody_is_subscribed(self, inprocess: Callable[..., Organisation]) -> None:
        organisation = inprocess(*PARTS)
        sessions, planned = arranged(organisation, CORE)
        [core] = [item.stack for item in planned[0] if item.stack.name == CORE_STACK]
        core.parameters["AlarmEmail"] = ""
        stacks = [item for item in planned[0] if item.stack.name != REGION_STACK]
        assert {outcome.result for outcome in infrastructure.apply(sessions, [stacks])} == {"created"}
        sns = organisation.client("sns", CORE, "us-east-1")
        topic = f"arn:aws:sns:us-east-1:{CORE}:c7n-reflex-alarms"
        assert not sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
