"""SQS event source mappings."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.organisation.functions import queue_poller

from .conftest import ACCOUNT, REGION, Stage

BODIES = """
import json
def handler(event, context):
    print("BODIES", json.dumps([r["body"] for r in event["Records"]]))
"""
FAILS_SOME = """
def handler(event, context):
    bad = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
    return {"batchItemFailures": [{"itemIdentifier": i} for i in bad]}
"""
FAILS = "def handler(event, context): raise ValueError"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDELIVERY_SECONDS", "BATCH_REDELIVERY_SECONDS"):
        monkeypatch.setattr(queue_poller, name, 0.01)


def _redriven(stage: Stage, receives: int = 2) -> tuple[str, str, str]:
    """URL and ARN of a queue, and the URL of its dead-letter queue."""
    dead, dead_arn = stage.queue("dead")
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": receives})
    return (*stage.queue("work", RedrivePolicy=policy), dead)


def _send(stage: Stage, url: str, *bodies: str) -> None:
    entries = [{"Id": str(index), "MessageBody": body} for index, body in enumerate(bodies)]
    stage.sqs.send_message_batch(QueueUrl=url, Entries=entries)


def test_messages_reach_the_function_and_are_deleted(stage: Stage) -> None:
    url, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    _send(stage, url, "a", "b")
    stage.wait()
    assert stage.depth(url) == 0
    seen = [
        json.loads(line[7:])
        for r in stage.records()
        for line in r["log"].splitlines()
        if line[:6] == "BODIES"
    ]
    assert sorted(body for batch in seen for body in batch) == ["a", "b"]


def test_records_have_awss_shape(stage: Stage) -> None:
    url, arn = stage.queue("work")
    stage.create("echo", "import json\ndef handler(event, context): print('EVENT', json.dumps(event))")
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="echo")
    sent = stage.sqs.send_message(
        QueueUrl=url,
        MessageBody="text",
        MessageAttributes={"colour": {"DataType": "String", "StringValue": "red"}},
    )
    stage.wait()
    (record,) = stage.records()
    line = next(line for line in record["log"].splitlines() if line.startswith("EVENT "))
    (message,) = json.loads(line[6:])["Records"]
    assert message.pop("receiptHandle")
    attributes = message.pop("attributes")
    assert attributes["ApproximateReceiveCount"] == "1"
    assert {"SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"} <= set(attributes)
    assert message == {
        "messageId": sent["MessageId"],
        "body": "text",
        "messageAttributes": {
            "colour": {
                "stringValue": "red",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "String",
            }
        },
        "md5OfBody": sent["MD5OfMessageBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def test_messages_that_wait_are_taken_when_the_mapping_is_made(stage: Stage) -> None:
    url, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    _send(stage, url, *map(str, range(7)))
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies", BatchSize=3)
    stage.wait()
    assert stage.depth(url) == 0
    assert len(stage.records()) == 3


def test_a_disabled_mapping_takes_nothing_until_it_is_enabled(stage: Stage) -> None:
    url, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    made = stage.functions.create_event_source_mapping(
        EventSourceArn=arn, FunctionName="bodies", Enabled=False
    )
    _send(stage, url, "a")
    stage.wait()
    assert (stage.depth(url), stage.records()) == (1, [])
    stage.functions.update_event_source_mapping(UUID=made["UUID"], Enabled=True)
    stage.wait()
    assert (stage.depth(url), len(stage.records())) == (0, 1)


def test_a_deleted_mapping_takes_nothing(stage: Stage) -> None:
    url, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    made = stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    stage.functions.delete_event_source_mapping(UUID=made["UUID"])
    _send(stage, url, "a")
    stage.wait()
    assert (stage.depth(url), stage.records()) == (1, [])


def test_a_failing_batch_ends_in_the_dead_letter_queue(stage: Stage) -> None:
    url, arn, dead = _redriven(stage)
    stage.create("fails", FAILS)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="fails")
    _send(stage, url, "bad")
    stage.wait()
    assert [r["status"] for r in stage.records()] == ["error", "error"]
    assert (stage.depth(url), stage.depth(dead)) == (0, 1)


def test_only_the_items_that_failed_come_again(stage: Stage) -> None:
    url, arn, dead = _redriven(stage)
    stage.create("some", FAILS_SOME)
    stage.functions.create_event_source_mapping(
        EventSourceArn=arn, FunctionName="some", FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    _send(stage, url, "good", "bad", "fine")
    stage.wait()
    assert stage.depth(url) == 0
    assert [m["Body"] for m in stage.messages(dead)] == ["bad"]
    assert [r["status"] for r in stage.records()][-1] == "ok"


def test_without_report_batch_item_failures_the_answer_says_nothing(stage: Stage) -> None:
    url, arn, dead = _redriven(stage)
    stage.create("some", FAILS_SOME)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="some")
    _send(stage, url, "good", "bad")
    stage.wait()
    assert (stage.depth(url), stage.depth(dead)) == (0, 0)


def test_an_organisation_with_an_empty_queue_is_idle(stage: Stage) -> None:
    _, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    stage.wait()
    assert stage.organisation.tracker.wait_idle(0) == []


def test_a_message_in_flight_elsewhere_keeps_it_busy_until_it_is_deleted(stage: Stage) -> None:
    url, arn = stage.queue("work")
    _send(stage, url, "a")
    (taken,) = stage.messages(url)
    stage.create("bodies", BODIES)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    assert stage.organisation.tracker.wait_idle(0.05) == [f"queue {arn}"]
    stage.sqs.delete_message(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"])
    stage.wait()
    assert stage.records() == []


def test_a_message_that_another_one_lets_go_is_taken(stage: Stage) -> None:
    url, arn = stage.queue("work")
    _send(stage, url, "a")
    (taken,) = stage.messages(url)
    stage.create("bodies", BODIES)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    stage.sqs.change_message_visibility(
        QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"], VisibilityTimeout=0
    )
    stage.wait()
    assert len(stage.records()) == 1


def test_queues_of_other_accounts_are_left_alone(stage: Stage) -> None:
    _, arn = stage.queue("work")
    stage.create("bodies", BODIES)
    stage.functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="bodies")
    other = stage.organisation.client("sqs", "200000000002", REGION)
    url = other.create_queue(QueueName="work")["QueueUrl"]
    other.send_message(QueueUrl=url, MessageBody="theirs")
    stage.wait()
    assert stage.records() == []
    assert ACCOUNT not in url


@pytest.mark.parametrize(
    ("code", "long"), [(FAILS, "REDELIVERY_SECONDS"), (FAILS_SOME, "BATCH_REDELIVERY_SECONDS")]
)
def test_a_function_that_failed_and_messages_that_it_names_wait_each_their_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, code: str, long: str
) -> None:
    monkeypatch.setattr(queue_poller, long, 60.0)
    url, arn, dead = _redriven(stage)
    stage.create("fails", code)
    stage.functions.create_event_source_mapping(
        EventSourceArn=arn, FunctionName="fails", FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    _send(stage, url, "bad")
    stage.wait()
    assert (stage.depth(url), stage.depth(dead)) == (0, 1)
