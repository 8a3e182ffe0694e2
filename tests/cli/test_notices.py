"""`c7n-reflex notices`: what waits, what is parked and why, and giving it back, on moto's SQS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from c7n_reflex.cli import notices
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.operator import notices as parking
from c7n_reflex.operator.notices import Notices, parked_of
from mailer import deadletters, incoming
from mailer.deadletters import DeadLetter
from mailer.incoming import Incoming
from mailer.model import Medium, Recipient
from tests.cli.desk import ROOT, invoke
from tests.mailer.messages import PAYMENTS, action, message, packed

BODY = packed(message(action=action(notice_id="e:fixed")))


class Desk:
    """The queues, as core-compliance sees them."""

    def __init__(self) -> None:
        self.sqs = boto3.client("sqs", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.cloudwatch = boto3.client(
            "cloudwatch", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        self.queue = self.sqs.create_queue(QueueName="c7n-reflex-notices")["QueueUrl"]
        self.letters = self.sqs.create_queue(QueueName="c7n-reflex-notices-dead-letter")["QueueUrl"]

    def park(self, notice_id: str = "e:fixed", medium: Medium = Medium.SNS, **changes: Any) -> None:
        body = packed(message(action=action(notice_id=notice_id)))
        letter = {
            "reason": "no such topic",
            "notice_id": notice_id,
            "account": PAYMENTS,
            "policy": "p",
            "recipients": (Recipient(medium, "arn:t"),),
            **changes,
        }
        given = Incoming("first", body, attempts=8, sent="1", attributes={"mtype": incoming.attribute("m")})
        attributes = deadletters.attributes(given, DeadLetter(**letter))
        self.sqs.send_message(QueueUrl=self.letters, MessageBody=body, MessageAttributes=attributes)

    def count(self, url: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        got = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        assert got[names[1]] == "0"  # nothing is hidden
        return int(got[names[0]])


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(parking, "_WAIT_SECONDS", 0)
    with mock_aws():
        made = Desk()
        monkeypatch.setattr(notices, "_notices", lambda _: Notices(made.sqs, made.cloudwatch))
        yield made


def test_nothing_is_parked(desk: Desk) -> None:
    done = invoke(notices.command)
    assert (done.exit_code, done.output) == (0, "0 waiting, 0 in flight, 0 put off\nNothing is parked.\n")


def test_what_is_parked_is_shown_with_its_reason_and_left_as_it_is(desk: Desk) -> None:
    desk.park()
    done = invoke(notices.command)
    assert done.exit_code == 1
    assert "1 notice parked:\n  e:fixed\n      payments-prod (200000000001), p\n" in done.output
    assert "attempt 8, " in done.output
    assert "ago: no such topic\n      not told: arn:t\n" in done.output
    assert desk.count(desk.letters) == 1


def test_what_is_visible_again_before_all_is_read_is_seen_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of thousands the first come again: that must have an end."""
    monkeypatch.setattr(parking, "_HIDDEN_SECONDS", 0)
    for number in range(3):
        desk.park(f"{number}:fixed")
    assert len(json.loads(invoke(notices.command, "--output", "json").output)["parked"]) == 3
    assert desk.count(desk.letters) == 3


def test_what_sqs_parked_itself_is_told_by_its_body(desk: Desk) -> None:
    desk.sqs.send_message(QueueUrl=desk.letters, MessageBody=BODY)
    desk.sqs.send_message(QueueUrl=desk.letters, MessageBody="poison")
    parked = json.loads(invoke(notices.command, "--output", "json").output)["parked"]
    assert [(each["notice_id"], each["policy"], each["account"], each["reason"]) for each in parked] == [
        ("e:fixed", "internet-gateway-attached", PAYMENTS, "the mailer could not say"),
        ("", "", "", "the mailer could not say"),
    ]


def test_what_waits_is_counted(desk: Desk) -> None:
    desk.sqs.send_message(QueueUrl=desk.queue, MessageBody=BODY)
    desk.sqs.send_message(QueueUrl=desk.queue, MessageBody=BODY, DelaySeconds=900)
    done = invoke(notices.command)
    assert done.output.startswith("1 waiting, 0 in flight, 1 put off")
    assert done.exit_code == 0


def test_the_oldest_is_cloudwatchs(desk: Desk) -> None:
    desk.sqs.send_message(QueueUrl=desk.queue, MessageBody=BODY)
    desk.cloudwatch.put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": "c7n-reflex-notices"}],
                "Timestamp": datetime.now(UTC) - timedelta(minutes=2),
                "Value": 600,
            }
        ],
    )
    assert "; the oldest for 10 min\n" in invoke(notices.command).output


class TestRedrive:
    def test_all_are_given_back_without_their_reason(self, desk: Desk) -> None:
        desk.park("a:fixed")
        desk.park("b:fixed")
        done = invoke(notices.command, "--redrive", answer="y\n")
        assert done.exit_code == 0, done.output
        assert done.output.endswith("2 notices given back.\n")
        assert (desk.count(desk.letters), desk.count(desk.queue)) == (0, 2)
        [first, _] = desk.sqs.receive_message(
            QueueUrl=desk.queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )["Messages"]
        attributes = {name: value["StringValue"] for name, value in first["MessageAttributes"].items()}
        assert attributes == {"mtype": "m", "origin": "first", "redrives": "1", "sent": "1"}

    def test_one_of_sqss_own_keeps_whose_copy_it_is(self, desk: Desk) -> None:
        """Or whoever was told of a stock notify would be told again."""
        sent = desk.sqs.send_message(QueueUrl=desk.letters, MessageBody="poison")
        assert invoke(notices.command, "--redrive", "--yes").exit_code == 0
        [got] = desk.sqs.receive_message(QueueUrl=desk.queue, MessageAttributeNames=["All"])["Messages"]
        assert got["MessageAttributes"]["origin"]["StringValue"] == sent["MessageId"]

    def test_only_the_named_one(self, desk: Desk) -> None:
        desk.park("a:fixed")
        desk.park("b:fixed")
        done = invoke(notices.command, "--redrive", "b:fixed", "--yes", "--output", "json")
        assert done.exit_code == 1  # the other one is still there
        assert [each["notice_id"] for each in json.loads(done.output)["redriven"]] == ["b:fixed"]
        assert (desk.count(desk.letters), desk.count(desk.queue)) == (1, 1)

    def test_a_name_that_is_not_there_changes_nothing(self, desk: Desk) -> None:
        desk.park("a:fixed")
        with pytest.raises(InputError, match="no notice 'c' is parked"):
            invoke(notices.command, "--redrive", "a:fixed", "c", "--yes")
        assert (desk.count(desk.letters), desk.count(desk.queue)) == (1, 0)

    def test_who_says_no_changes_nothing(self, desk: Desk) -> None:
        desk.park()
        assert invoke(notices.command, "--redrive", answer="n\n").exit_code == 1
        assert (desk.count(desk.letters), desk.count(desk.queue)) == (1, 0)

    def test_a_question_is_no_json(self, desk: Desk) -> None:
        desk.park()
        with pytest.raises(InputError, match="add --yes"):
            invoke(notices.command, "--redrive", "--output", "json")
        assert desk.count(desk.letters) == 1

    def test_nothing_to_give_back_is_no_question(self, desk: Desk) -> None:
        done = invoke(notices.command, "--redrive")
        assert (done.exit_code, done.output) == (0, "Nothing was given back.\n")

    def test_what_cannot_be_sent_is_not_deleted(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.park()
        desk.sqs.delete_queue(QueueUrl=desk.queue)
        with pytest.raises(ReflexError, match="cannot"):
            invoke(notices.command, "--redrive", "--yes")
        assert desk.count(desk.letters) == 1


@pytest.mark.parametrize(("since", "shown"), [("2h", True), ("2999-01-01", False)])
def test_only_what_was_parked_since(desk: Desk, since: str, shown: bool) -> None:
    desk.park()
    done = invoke(notices.command, "--since", since)
    assert (done.exit_code, "e:fixed" in done.output) == (int(shown), shown)


def test_only_where_a_ticket_is_left(desk: Desk) -> None:
    desk.park("a:fixed")
    desk.park("b:fixed", Medium.TICKET)
    output = invoke(notices.command, "--queue", "tickets").output
    assert "b:fixed" in output
    assert "a:fixed" not in output


def test_without_queues_it_says_what_to_do(desk: Desk) -> None:
    desk.sqs.delete_queue(QueueUrl=desk.letters)
    with pytest.raises(ReflexError, match="infrastructure apply"):
        invoke(notices.command)


@given(st.text(), st.text(), st.text())
def test_nobody_can_forge_a_line(body: str, reason: str, recipients: str) -> None:
    attributes = {"reason": {"StringValue": reason}, "recipients": {"StringValue": recipients}}
    parked = parked_of(
        {
            "MessageId": "m",
            "ReceiptHandle": "h",
            "Body": body,
            "MessageAttributes": attributes,
            "Attributes": {"SentTimestamp": "1"},
        }
    )
    for text in (parked.reason, parked.recipients, parked.policy, parked.notice_id):
        assert text.isprintable()


def test_names_are_the_mailers() -> None:
    assert parking._KEPT == ("mtype", incoming.ORIGIN, incoming.REDRIVES, deadletters.SENT)
    assert deadletters.shown(Recipient(Medium.TICKET, "jira:PAY")).startswith(parking.TICKET)
    said = (deadletters.REASON, deadletters.NOTICE_ID, deadletters.ACCOUNT, deadletters.POLICY)
    assert (*said, deadletters.RECIPIENTS, deadletters.ATTEMPTS) == (
        *("reason", "notice_id", "account", "policy", "recipients", "attempts"),
    )


def test_the_command_finds_core_compliance(monkeypatch: pytest.MonkeyPatch) -> None:
    from c7n_reflex import accounts
    from c7n_reflex.deploy.sessions import Sessions

    asked: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        Sessions, "client", lambda _, service, account, region: asked.append((service, account.id, region))
    )
    notices._notices(accounts.load(Path(ROOT / "accounts.yml")))
    assert asked == [("sqs", "111122223333", "us-east-1"), ("cloudwatch", "111122223333", "us-east-1")]
