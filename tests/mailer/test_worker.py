"""A batch on moto's SQS, SNS and DynamoDB: told, told before, left for later, put back, parked."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from mailer import urgency, worker
from mailer.deadletters import DeadLetter, attributes
from mailer.errors import BusyError, DeliveryError, PermanentError
from mailer.incoming import Incoming, attribute
from mailer.job import Job
from mailer.model import Medium, Recipient
from mailer.queue import ATTEMPTS, PAUSES
from mailer.receipts import Receipts
from tests.mailer.messages import action, message, packed
from tests.mailer.post import TABLE, Post

MISSING = "arn:aws:sns:us-east-1:123456789012:nobody-made-it"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with mock_aws():
        made = Post(tmp_path)
        yield made
        made.close()


def notice(name: str = "e", **changes: Any) -> dict[str, Any]:
    return message(action=action(notice_id=f"{name}:fixed", entry=name, outcome="fixed", **changes))


def at_attempt(records: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    for each in records:
        each["attributes"]["ApproximateReceiveCount"] = str(number)
    return records


class Failing:
    """A channel that refuses; counts."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = itertools.chain(errors, itertools.repeat(errors[-1] if errors else None))
        self.sent: list[str] = []
        self.lock = threading.Lock()

    def send(self, recipient: Any, rendering: Any, about: Any) -> None:
        with self.lock:
            error = next(self.errors)
            if error is None:
                self.sent.append(rendering.identity)
        if error is not None:
            raise error


def with_channel(post: Post, channel: Any, medium: Medium = Medium.SNS) -> worker.Worker:
    made = post.worker()
    made._channels[medium] = channel
    return made


class TestTelling:
    def test_a_batch_is_told_and_leaves_the_queue(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send(notice("a"), notice("b"))
        assert post.hand_over(post.worker()) == []
        assert sorted(each["notice_id"] for each in inbox.notices()) == ["a:fixed", "b:fixed"]
        assert (post.left(post.queue), post.parked()) == ((0, 0, 0), [])

    def test_several_are_sent_at_a_time(self, post: Post) -> None:
        """Each waits for the others: one after the other they would never be done."""
        meeting = threading.Barrier(4, timeout=20)

        class Meeting(Failing):
            def send(self, recipient: Any, rendering: Any, about: Any) -> None:
                meeting.wait()

        post.send(*(notice(each) for each in "abcd"))
        assert post.hand_over(with_channel(post, Meeting())) == []

    def test_a_notice_that_is_twice_in_a_batch_is_told_once(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send(notice("a"), notice("a"), notice("a"))
        assert post.hand_over(post.worker()) == []
        assert len(inbox.notices()) == 1

    def test_stock_notify_is_told_as_often_as_it_was_sent_and_not_as_often_as_it_comes(
        self, post: Post
    ) -> None:
        """SQS may deliver a message again; its id is the same then."""
        inbox = post.inbox("payments")
        post.send(message(), message())
        records = post.receive()
        for _ in range(2):
            assert post.worker().work(records) == []
        assert len(inbox.documents()) == 2

    def test_many_alike_become_a_digest_and_each_is_told(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send(*(notice(f"{number}") for number in range(6)))
        records = post.receive()
        assert post.worker().work(records) == []
        [told] = inbox.notices()
        assert (told["kind"], told["count"]) == ("digest", 6)
        assert post.worker().work(records) == []
        assert inbox.documents() == []

    def test_a_digest_that_is_refused_for_good_is_told_one_by_one(self, post: Post) -> None:
        class NoDigests(Failing):
            def send(self, recipient: Any, rendering: Any, about: Any) -> None:
                if rendering.identity.startswith("digest"):
                    raise PermanentError("no digests")
                super().send(recipient, rendering, about)

        channel = NoDigests(None)
        post.send(*(notice(f"{number}") for number in range(5)))
        assert post.hand_over(with_channel(post, channel)) == []
        assert sorted(channel.sent) == [f"{number}:fixed" for number in range(5)]

    def test_a_fifo_topic_gets_them_in_order(self, post: Post) -> None:
        inbox = post.inbox("payments.fifo", FifoTopic="true")
        post.config["digest_from"] = 0
        given = [notice(f"n{number}", to=[inbox.topic]) for number in range(6)]
        records = [record for each in given for record in _sent(post, each)]
        assert post.worker().work(records) == []
        assert [each["notice_id"] for each in inbox.notices()] == [f"n{number}:fixed" for number in range(6)]


def _sent(post: Post, content: dict[str, Any]) -> list[dict[str, Any]]:
    post.send(content)
    return post.receive()


class TestOneBadMessage:
    def test_poison_is_parked_at_once_and_the_others_are_told(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send("poison", notice("a"))
        assert post.hand_over(post.worker()) == []
        assert len(inbox.notices()) == 1
        assert post.reasons() == ["not a message of notify: Error"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"resources": 7},
            {"resources": [7]},
            {"policy": {"name": {"a": 1}, "metadata": []}},
            {"event": "text"},
            {"action": {"to": 7, "notice_id": "x"}},
            {"account_id": {"a": 1}},
            {"action": {"to": ["account-owner"], "notice_id": "\ud800" * 3_000, "subject": "\ud800"}},
        ],
    )
    def test_whatever_a_message_is_like_the_others_are_told(self, post: Post, changes: Any) -> None:
        inbox = post.inbox("payments")
        post.inbox("core")
        post.send({**message(), **changes}, notice("good"))
        post.hand_over(post.worker())
        told = [each["notice_id"] for each in inbox.notices()]
        assert "good:fixed" in told

    def test_a_template_that_fails_is_a_reason_without_what_it_was_given(
        self, post: Post, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = post.inbox("payments")
        (tmp_path / "broken.j2").write_text("{{ resources[0].Secret | int(base=1) }}{{ 1 / 0 }}")
        resources = [{"Secret": "hunter2"}]
        bad = message(resources=resources, action=action(notice_id="bad", template="broken"))
        post.send(bad, notice("good"))
        assert post.hand_over(post.worker()) == []
        [reason] = post.reasons()
        assert "broken" in reason
        assert "hunter2" not in reason + caplog.text
        assert [each["notice_id"] for each in inbox.notices()] == ["good:fixed"]

    def test_if_they_cannot_be_joined_each_is_sent(self, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: Any) -> None:
            raise TypeError("hunter2")

        inbox = post.inbox("payments")
        monkeypatch.setattr(worker, "joined", fail)
        post.send(notice("a"), notice("b"))
        assert post.hand_over(post.worker()) == []
        assert len(inbox.notices()) == 2

    def test_what_failed_often_is_last(self, post: Post) -> None:
        """If it kills the function, the others have been told by then."""
        jobs = [Job(Incoming(f"m{n}", "", attempts=n), {"action": {}}) for n in (5, 1, 2, 7)]
        assert [[job.incoming.id for job in batch] for batch in worker.rounds(jobs)] == [
            ["m1", "m2"],
            ["m5", "m7"],
        ]


class TestTryingAgain:
    def test_a_refusal_that_may_pass_hides_the_message_longer_each_time(self, post: Post) -> None:
        made = with_channel(post, Failing(DeliveryError("throttled")))
        post.send(notice())
        hidden = post.heard("ChangeMessageVisibility")
        [record] = post.receive()
        for attempt in range(1, ATTEMPTS):
            [stays] = made.work(at_attempt([record], attempt))
            assert stays == record["messageId"]
        assert [each["VisibilityTimeout"] for each in hidden] == [pause + 1 for pause in PAUSES]
        assert post.parked() == []

    def test_at_the_last_attempt_it_is_parked_with_everything_that_is_known(self, post: Post) -> None:
        made = with_channel(post, Failing(DeliveryError("throttled")))
        post.send(notice(), MessageAttributes={"mtype": {"DataType": "String", "StringValue": "maidmsg/1.0"}})
        assert post.hand_over(made, at_attempt(post.receive(), ATTEMPTS)) == []
        [letter] = post.parked()
        assert letter.pop("origin")
        assert int(letter.pop("sent")) > 0
        assert letter == {
            "reason": "throttled",
            "notice_id": "e:fixed",
            "account": "200000000001",
            "policy": "internet-gateway-attached",
            "recipients": "arn:aws:sns:us-east-1:123456789012:payments",
            "attempts": str(ATTEMPTS),
            "redrives": "1",
            "mtype": "maidmsg/1.0",
        }
        assert post.left(post.queue) == (0, 0, 0)

    def test_retry_after_is_honoured(self, post: Post) -> None:
        made = with_channel(post, Failing(DeliveryError("slow down", retry_after=77)))
        post.send(notice())
        hidden = post.heard("ChangeMessageVisibility")
        post.hand_over(made)
        assert [each["VisibilityTimeout"] for each in hidden] == [78]

    def test_but_not_for_longer_than_sqs_hides_a_message(self, post: Post) -> None:
        """12 hours from when it was received; it refuses to hide it for longer."""
        made = with_channel(post, Failing(DeliveryError("slow down", retry_after=90_000)))
        post.send(notice())
        hidden = post.heard("ChangeMessageVisibility")
        post.hand_over(made)
        assert [each["VisibilityTimeout"] for each in hidden] == [39_600]

    def test_who_was_told_is_not_told_again(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send(notice(to=["account-owner", "ann@example.com"]))
        [record] = post.receive()
        refusing = with_channel(post, Failing(DeliveryError("no")), Medium.EMAIL)
        assert refusing.work([record]) == [record["messageId"]]
        mail = Failing(None)
        assert with_channel(post, mail, Medium.EMAIL).work([record]) == []
        assert (len(inbox.notices()), mail.sent) == (1, ["e:fixed"])

    def test_one_hopeless_recipient_does_not_give_up_the_others(self, post: Post) -> None:
        made = with_channel(post, Failing(DeliveryError("throttled")), Medium.EMAIL)
        post.send(notice(to=[MISSING, "ann@example.com"]))
        assert len(post.hand_over(made)) == 1
        assert post.parked() == []

    def test_a_notice_that_is_being_sent_is_left_and_never_parked(self, post: Post) -> None:
        Receipts(post.dynamodb, TABLE, 60).claim("e:fixed")
        post.send(notice())
        assert len(post.hand_over(post.worker(), at_attempt(post.receive(), ATTEMPTS + 1))) == 1
        assert post.parked() == []

    def test_a_ticket_that_another_one_is_at_is_no_failure(self, post: Post) -> None:
        post.inbox("payments")
        made = with_channel(post, Failing(BusyError("it is being opened", retry_after=7)), Medium.TICKET)
        post.send(notice(to=["jira:PAY"]))
        hidden = post.heard("ChangeMessageVisibility")
        assert len(post.hand_over(made, at_attempt(post.receive(), ATTEMPTS + 1))) == 1
        assert ([each["VisibilityTimeout"] for each in hidden], post.parked()) == ([8], [])

    def test_without_the_table_nothing_is_sent_and_nothing_leaves(self, post: Post) -> None:
        inbox = post.inbox("payments")
        made = post.worker()
        post.dynamodb.delete_table(TableName=TABLE)
        post.send(notice(), message())
        assert len(post.hand_over(made, at_attempt(post.receive(), ATTEMPTS + 1))) == 2
        assert (inbox.documents(), post.parked()) == ([], [])

    def test_nothing_is_claimed_when_there_is_no_time_left(self, post: Post) -> None:
        """A table that does not answer may take seconds for each notice of a batch."""
        post.send(notice())
        [record] = post.receive()
        assert post.worker().work([record], lambda: 19.0) == [record["messageId"]]
        assert post.dynamodb.scan(TableName=TABLE)["Items"] == []

    def test_nothing_is_begun_when_there_is_no_time_left(self, post: Post) -> None:
        inbox = post.inbox("payments")
        post.send(notice())
        [record] = post.receive()
        assert post.worker().work([record], lambda: 19.0) == [record["messageId"]]
        assert inbox.documents() == []
        post.config["timeout"] = 20  # a function that never has more
        assert post.worker().work([record], lambda: 19.0) == []
        assert len(inbox.documents()) == 1


class TestParking:
    def test_no_such_topic_is_parked_at_once(self, post: Post) -> None:
        post.send(notice(to=[MISSING]))
        assert post.hand_over(post.worker()) == []
        [reason] = post.reasons()
        assert reason.startswith(f"{MISSING}: NotFound")

    def test_who_is_left_is_named_and_who_was_told_is_not(self, post: Post) -> None:
        post.inbox("payments")
        post.send(notice(to=["account-owner", MISSING]))
        post.hand_over(post.worker())
        assert [each["recipients"] for each in post.parked()] == [MISSING]

    def test_if_it_cannot_be_parked_it_stays(self, post: Post) -> None:
        made = post.worker()
        post.sqs.delete_queue(QueueUrl=post.letters)
        post.send("poison")
        assert post.hand_over(made) == ["poison"]

    def test_what_stays_is_not_said_to_be_parked(self, post: Post, caplog: pytest.LogCaptureFixture) -> None:
        made = post.worker()
        post.dynamodb.delete_table(TableName=TABLE)
        post.send(notice())
        assert len(post.hand_over(made, at_attempt(post.receive(), ATTEMPTS))) == 1
        assert f"(attempt {ATTEMPTS}) is left: notice#e:fixed cannot be claimed" in caplog.text

    def test_it_is_parked_once_even_if_the_message_comes_again(self, post: Post) -> None:
        """The function was killed before it could say that the message is done with."""
        post.send(notice(to=[MISSING]), "poison")
        records = post.receive()
        for _ in range(2):
            assert post.worker().work(records) == []
        assert post.left(post.letters)[0] == 2

    def test_what_was_given_back_is_told_and_parked_again_if_it_fails_again(self, post: Post) -> None:
        post.send(notice(to=["account-owner", MISSING]))
        inbox = post.inbox("payments")
        for _ in range(2):
            assert post.hand_over(post.worker()) == []
            [letter] = post.sqs.receive_message(
                QueueUrl=post.letters, MessageAttributeNames=["All"], VisibilityTimeout=0
            )["Messages"]
            given = {"MessageBody": letter["Body"], "MessageAttributes": letter["MessageAttributes"]}
            post.sqs.delete_message(QueueUrl=post.letters, ReceiptHandle=letter["ReceiptHandle"])
            post.sqs.send_message(QueueUrl=post.queue, **given)
        assert letter["MessageAttributes"]["redrives"]["StringValue"] == "2"
        post.inbox("nobody-made-it")
        assert post.hand_over(post.worker()) == []
        assert (len(inbox.notices()), post.parked()) == (1, [])


class TestQuietHours:
    @pytest.fixture
    def until(self, monkeypatch: pytest.MonkeyPatch) -> float:
        """Quiet hours of everybody's, for ten hours more."""
        import datetime as dt

        end = dt.datetime.now(dt.UTC) + dt.timedelta(hours=10)
        monkeypatch.setattr(urgency, "held_until", lambda *_: end)
        return end.timestamp()

    def test_the_notice_is_put_back_and_comes_when_they_are_over(
        self, post: Post, until: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inbox = post.inbox("payments")
        post.send(notice())
        [record] = post.receive()
        sent = post.heard("SendMessage")
        assert post.hand_over(post.worker(), [record]) == []
        assert inbox.documents() == []
        assert post.left(post.queue) == (0, 0, 1)
        [copy] = sent
        assert copy["DelaySeconds"] == 900  # SQS's longest
        # The copy comes a quarter of an hour later, and is put back again; that is no attempt.
        copied = {**record, "messageAttributes": _lambda(copy["MessageAttributes"]), "messageId": "copy"}
        assert post.worker().work([copied]) == []
        assert (inbox.documents(), post.left(post.queue)) == ([], (0, 0, 2))
        # In the morning.
        monkeypatch.setattr(urgency, "held_until", lambda *_: None)
        monkeypatch.setattr(time, "time", lambda: until + 1)
        for _ in range(2):
            assert post.worker().work([copied]) == []
        assert len(inbox.notices()) == 1

    def test_others_are_told_at_once(self, post: Post, until: float) -> None:
        core, owner = post.inbox("core"), post.inbox("payments")
        post.send(notice(to=["account-owner", "core-compliance"]))
        assert post.hand_over(post.worker()) == []
        assert (len(core.notices()), owner.documents()) == (1, [])
        Receipts(post.dynamodb, TABLE, 60).claim("e:fixed")  # it is not busy: the next one may send

    def test_stock_notify_that_was_put_back_is_still_the_same(
        self, post: Post, until: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        core, owner = post.inbox("core"), post.inbox("payments")
        post.send(message(action=action(to=["account-owner", "core-compliance"])))
        [record] = post.receive()
        sent = post.heard("SendMessage")
        post.hand_over(post.worker(), [record])
        monkeypatch.setattr(urgency, "held_until", lambda *_: None)
        monkeypatch.setattr(time, "time", lambda: until + 1)
        copied = {**record, "messageAttributes": _lambda(sent[0]["MessageAttributes"]), "messageId": "copy"}
        assert post.worker().work([copied]) == []
        assert (len(core.documents()), len(owner.documents())) == (1, 1)

    def test_whoever_has_no_quiet_hours_does_not_wait_for_their_end_after_a_failure(
        self, post: Post, until: float
    ) -> None:
        core = post.inbox("core")
        given = notice(to=["account-owner", "ann@example.com", "core-compliance"])
        post.send(given)
        [record] = post.receive()
        mail = Failing(DeliveryError("throttled"), None)
        made = with_channel(post, mail, Medium.EMAIL)
        hidden = post.heard("ChangeMessageVisibility")
        assert made.work([record]) == [record["messageId"]]
        assert [each["VisibilityTimeout"] for each in hidden] == [PAUSES[0] + 1]
        assert (mail.sent, post.left(post.queue)[2]) == ([], 0)
        assert made.work(at_attempt([record], 2)) == []  # ten seconds later
        assert (mail.sent, post.left(post.queue)[2], len(core.documents())) == (["e:fixed"], 1, 1)

    def test_what_fails_for_good_does_not_park_whoever_has_quiet_hours(
        self, post: Post, until: float
    ) -> None:
        made = with_channel(post, Failing(DeliveryError("throttled")), Medium.EMAIL)
        post.send(notice(to=["account-owner", "ann@example.com"]))
        assert post.hand_over(made, at_attempt(post.receive(), ATTEMPTS)) == []
        assert (post.parked(), post.left(post.queue)) == ([], (0, 0, 1))

    def test_sqs_takes_back_what_its_own_redrive_gave(self, post: Post, until: float) -> None:
        """That leaves the ten attributes of a dead letter, and SQS takes no eleventh."""
        post.send(notice())
        [record] = post.receive()
        letter = DeadLetter("r", "e:fixed", "200000000001", "p", [Recipient(Medium.SNS, MISSING)])
        mtype = {"mtype": attribute("maidmsg/1.0")}
        given = attributes(replace(Incoming.of_record(record), attributes=mtype), letter)
        assert len(given) == 10
        sent = post.heard("SendMessage")
        assert post.hand_over(post.worker(), [{**record, "messageAttributes": _lambda(given)}]) == []
        [copy] = sent
        assert set(copy["MessageAttributes"]) == {"origin", "not-before", "sent", "redrives", "mtype"}
        assert copy["MessageAttributes"]["redrives"] == attribute(1)

    def test_if_it_cannot_be_put_back_it_stays(self, post: Post, until: float) -> None:
        post.config["queue_url"] = f"{post.queue}-gone"
        post.send(notice())
        assert len(post.hand_over(post.worker())) == 1


def _lambda(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"stringValue": value["StringValue"], "dataType": "String"}
        for name, value in attributes.items()
    }


def test_tickets_have_no_quiet_hours() -> None:
    from mailer.model import Via

    owner = Recipient(Medium.SNS, "arn", Via.ACCOUNT_OWNER)
    assert worker._has_quiet_hours(owner)
    assert not worker._has_quiet_hours(replace(owner, medium=Medium.TICKET))
    assert not worker._has_quiet_hours(replace(owner, via=Via.CORE_COMPLIANCE))


def test_secrets_and_what_is_told_are_not_logged(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.inbox("payments")
    record = {"before": {"password": "hunter2"}, "outcome": "changed", "id": "r"}
    told = message(
        resources=[{"c7n-reflex:remediations": [record]}],
        action=action(notice_id="e", to=["account-owner", "https://hooks.slack.com/services/T/B/s3cret"]),
    )
    made = with_channel(post, Failing(PermanentError("Slack answered 404 no_service")), Medium.SLACK)
    post.send(told)
    assert post.hand_over(made) == []
    [letter] = post.parked()
    items = str(post.dynamodb.scan(TableName=TABLE)["Items"])
    for secret in ("hunter2", "s3cret"):
        assert secret not in caplog.text + str(letter) + items
    assert letter["recipients"] == "slack:a webhook"


def test_the_body_is_what_it_was(post: Post) -> None:
    body = packed(notice(to=[MISSING]))
    post.send(body)
    post.hand_over(post.worker())
    [letter] = post.sqs.receive_message(QueueUrl=post.letters)["Messages"]
    assert letter["Body"] == body
