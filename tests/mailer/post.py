"""A post office of moto's: the queue of notices, its dead letters, the ledger's table, and owners' topics.

`receive` and `hand_over` do what Lambda does with an SQS event source: the worker sees real records.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import boto3

from mailer.directory import Directory
from mailer.worker import Worker
from tests.mailer.messages import CORE_TOPIC, PAYMENTS_TOPIC, directory, packed

ROOT = Path(__file__).parents[2]
REGION, TABLE, CORE = "us-east-1", "c7n-reflex-ledger", "111122223333"
TEMPLATE = "{{ policy.name }} in {{ account_id }} to {{ recipient }}\n"


class _Session(boto3.Session):
    """Makes each client once: that takes longer than everything that is done with it."""

    kept: ClassVar[dict[str, Any]] = {}

    def client(self, service: str, **options: Any) -> Any:  # type: ignore[override]
        key = f"{service} {options.get('region_name')} {options.get('aws_access_key_id')}"
        if key not in self.kept:
            self.kept[key] = super().client(service, **options)  # type: ignore[call-overload]
        return self.kept[key]


@functools.cache
def _session() -> _Session:
    return _Session("x", "x", region_name=REGION)


class Post:
    """Use it within moto's `mock_aws`, in one account: topics of others are made in it under their ARN."""

    def __init__(self, folder: Path, **config: Any) -> None:
        (folder / "plain.j2").write_text(TEMPLATE)
        self.session = _session()
        self.sqs, self.sns, self.dynamodb = (
            self.session.client(each, region_name=REGION) for each in ("sqs", "sns", "dynamodb")
        )
        self._heard: list[tuple[str, Any]] = []
        self.dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.letters = self.sqs.create_queue(QueueName="c7n-reflex-notices-dead-letter")["QueueUrl"]
        self.queue = self.sqs.create_queue(
            QueueName="c7n-reflex-notices", Attributes={"VisibilityTimeout": "150"}
        )["QueueUrl"]
        self.config: dict[str, Any] = {
            "queue_url": self.queue,
            "dead_letters": self.letters,
            "region": REGION,
            "templates_folders": [str(folder), str(ROOT / "mailer" / "templates"), str(stock_templates())],
            "receipts": {"table": TABLE, "region": REGION, "lease_seconds": 60},
            **config,
        }

    def heard(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of each of SQS's calls of this name from now on."""
        calls: list[dict[str, Any]] = []

        def note(params: dict[str, Any], **_: Any) -> None:
            calls.append(dict(params))

        name = f"provide-client-params.sqs.{operation}"
        self.sqs.meta.events.register(name, note)
        self._heard.append((name, note))
        return calls

    def close(self) -> None:
        """Hear no more."""
        for name, note in self._heard:
            self.sqs.meta.events.unregister(name, note)

    def worker(self, given: Directory | None = None) -> Worker:
        """A worker that delivers here."""
        return Worker(self.config, given or self.directory(), self.session)

    def directory(self) -> Directory:
        """Core's and payments-prod's topics, in moto's one account."""
        original = directory()
        moved = {
            key: {**value, "topic": self.moved(value["topic"])} for key, value in original._accounts.items()
        }
        return Directory(original._core, moved)

    @staticmethod
    def moved(topic: str) -> str:
        """The topic's ARN in moto's account, which publishes only its own topics."""
        name = {PAYMENTS_TOPIC: "payments", CORE_TOPIC: "core"}[topic]
        return f"arn:aws:sns:{REGION}:123456789012:{name}"

    def inbox(self, name: str, region: str = REGION, **attributes: str) -> Inbox:
        """A new topic and a queue that hears it."""
        return Inbox(self.session, name, region, attributes)

    def send(self, *messages: dict[str, Any] | str, **options: Any) -> None:
        """Queue messages (or bodies)."""
        for each in messages:
            body = each if isinstance(each, str) else packed(each)
            self.sqs.send_message(QueueUrl=self.queue, MessageBody=body, **options)

    def receive(self) -> list[dict[str, Any]]:
        """What is visible, as Lambda's records."""
        records = []
        while got := self._received():
            records += got
        return records

    def _received(self) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=self.queue,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        return [record(each) for each in answer.get("Messages", ())]

    def hand_over(self, worker: Worker, records: Sequence[dict[str, Any]] | None = None) -> list[str]:
        """Receive (or take these), work, and delete what does not stay; bodies of what stays."""
        taken = self.receive() if records is None else records
        stay = worker.work(taken)
        for each in taken:
            if each["messageId"] not in stay:
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=each["receiptHandle"])
        return [each["body"] for each in taken if each["messageId"] in stay]

    def parked(self) -> list[dict[str, str]]:
        """Attributes of the dead letters."""
        answer = self.sqs.receive_message(
            QueueUrl=self.letters, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=0
        )
        return [
            {name: value["StringValue"] for name, value in each.get("MessageAttributes", {}).items()}
            for each in answer.get("Messages", ())
        ]

    def reasons(self) -> list[str]:
        """Of the dead letters."""
        return [each["reason"] for each in self.parked()]

    def left(self, url: str) -> tuple[int, int, int]:
        """Messages of a queue: visible, hidden, delayed."""
        names = ("", "NotVisible", "Delayed")
        wanted = [f"ApproximateNumberOfMessages{name}" for name in names]
        got = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        visible, hidden, delayed = (int(got[name]) for name in wanted)
        return visible, hidden, delayed


class Inbox:
    """What a queue gets that hears a topic."""

    def __init__(self, session: Any, name: str, region: str, attributes: dict[str, str]) -> None:
        self._sqs, sns = (session.client(each, region_name=region) for each in ("sqs", "sns"))
        fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        self._url = self._sqs.create_queue(QueueName=f"inbox-{name}", Attributes=fifo)["QueueUrl"]
        self.topic = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn["QueueArn"])

    def documents(self) -> list[dict[str, Any]]:
        """SNS's documents, each once."""
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        return [json.loads(each["Body"]) for each in answer.get("Messages", ())]

    def notices(self) -> list[dict[str, Any]]:
        """The notices as data."""
        return [json.loads(each["Message"]) for each in self.documents()]


def record(message: dict[str, Any]) -> dict[str, Any]:
    """A received message as Lambda hands it over ("Using Lambda with Amazon SQS")."""
    attributes = {
        name: {"stringValue": value.get("StringValue"), "dataType": value["DataType"]}
        for name, value in message.get("MessageAttributes", {}).items()
    }
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": attributes,
    }


def stock_templates() -> Path:
    """c7n-mailer's own."""
    import c7n_mailer

    return Path(c7n_mailer.__file__).parent / "msg-templates"
