"""An organisation with EventBridge, queues to look into, and functions that only remember."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c7n_reflex.organisation.calls import ApiError

HOME, AWAY = "us-east-1", "eu-west-1"
CORE, MEMBER, OTHER = "111122223333", "200000000001", "200000000002"


class Functions:
    """Stands for Lambda; `fail_times` makes the next calls fail as an overloaded service does."""

    def __init__(self) -> None:
        self.invoked: list[tuple[str, Any]] = []
        self.fail_times = 0
        self.calls = 0

    def invoke_async(self, function_arn: str, event: Any) -> None:
        self.calls += 1
        if self.fail_times:
            self.fail_times -= 1
            raise ApiError("ServiceException", "try later", status=500)
        self.invoked.append((function_arn, event))


class Stage:
    """What tests say of the organisation, in a word."""

    def __init__(self, organisation) -> None:
        self.organisation = organisation
        self.functions = Functions()
        organisation.functions = self.functions

    def client(self, name, account=MEMBER, region=HOME):
        return self.organisation.client(name, account, region)

    def idle(self, timeout=10):
        assert self.organisation.tracker.wait_idle(timeout) == []

    def queue(self, name="seen", account=MEMBER, region=HOME, open_to_events=True, **attributes):
        """The ARN of a new queue."""
        if open_to_events:
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": "*",
            }
            attributes["Policy"] = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("sqs", account, region).create_queue(QueueName=name, Attributes=attributes)
        return f"arn:aws:sqs:{region}:{account}:{name}"

    def messages(self, arn, count=None):
        """Every message in the queue, each once."""
        self.idle()
        _, _, _, region, account, name = arn.split(":")
        client = self.client("sqs", account, region)
        url = client.get_queue_url(QueueName=name)["QueueUrl"]
        found = []
        while batch := client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]
        ).get("Messages", []):
            found += batch
        assert count is None or len(found) == count, found
        return found

    def bodies(self, arn):
        return [json.loads(message["Body"]) for message in self.messages(arn)]

    def rule(self, *targets, name="r", pattern=None, account=MEMBER, region=HOME, **more):
        """A rule with targets (ARNs, or PutTargets entries without an Id); returns its ARN."""
        client = self.client("events", account, region)
        wanted = {"EventPattern": json.dumps(pattern or {"source": ["app"]})}
        if "ScheduleExpression" in more:
            wanted = {"EventPattern": json.dumps(pattern)} if pattern else {}
        arn = client.put_rule(Name=name, **wanted, **more)["RuleArn"]
        entries = [{"Arn": target} if isinstance(target, str) else target for target in targets]
        bus = {"EventBusName": more["EventBusName"]} if "EventBusName" in more else {}
        numbered = [{"Id": str(number), **entry} for number, entry in enumerate(entries)]
        client.put_targets(Rule=name, Targets=numbered, **bus)
        return arn

    def put(self, account=MEMBER, region=HOME, **entry):
        """The result of PutEvents with one entry."""
        given = {"Source": "app", "DetailType": "t", "Detail": '{"n": 1}', **entry}
        given = {key: value for key, value in given.items() if value is not None}
        return self.client("events", account, region).put_events(Entries=[given])

    def deliveries(self, **query):
        self.idle()
        status, body = self.organisation.control.answer("GET", "/_organisation/deliveries", query, b"")
        assert status == 200
        return json.loads(body)


@pytest.fixture
def stage(inprocess):
    return Stage(inprocess("moto_mends.events", "resource_policies", "eventbridge"))
