"""The queue of notices and what is parked behind it: looked at without hiding it from others, and given back.

What the mailer writes on a parked notice is in mailer/deadletters.py. One without `reason` was parked by SQS
itself: it killed the function again and again, or what was to be noted of it could not be.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.errors import ReflexError
from c7n_reflex.settings import NOTICE_DEAD_LETTERS, NOTICE_QUEUE

UNSAID = "the mailer could not say"
TICKET = "ticket:"  # how recipients begin for whom a ticket is left
# Of the attributes of a parked notice, what its next delivery has to know (mailer/incoming.py).
_KEPT = ("mtype", "origin", "redrives", "sent")
_AT_ONCE = 10  # SQS's limit of a call
_HIDDEN_SECONDS = 300  # while it is looked at; given up at once after that
_WAIT_SECONDS = 1  # with a wait, SQS asks all of its servers
_OLDEST = "ApproximateAgeOfOldestMessage"


@dataclass(frozen=True)
class Depth:
    """Of the notices queue. `oldest` is in seconds, None where CloudWatch has nothing to say."""

    waiting: int
    in_flight: int
    put_off: int  # until quiet hours are over
    oldest: int | None = None


@dataclass(frozen=True)
class Parked:
    """One dead letter. Texts are on one line, and empty where nothing is known."""

    id: str  # SQS's
    parked: datetime
    reason: str
    notice_id: str = ""
    account: str = ""
    policy: str = ""
    recipients: str = ""  # who is left
    attempts: int = 0  # 0 where it is not known
    body: str = field(default="", repr=False)
    attributes: dict[str, Any] = field(default_factory=dict, repr=False)
    handle: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What people call it by: the notice's id, or SQS's of the message."""
        return self.notice_id or self.id

    def as_json(self, now: datetime) -> dict[str, Any]:
        """For --output json."""
        names = ("id", "notice_id", "account", "policy", "reason", "recipients", "attempts")
        said = {name: getattr(self, name) for name in names}
        return {
            **said,
            "parked": self.parked.isoformat(timespec="seconds"),
            "age_seconds": int((now - self.parked).total_seconds()),
        }


class Notices:
    """The two queues of core-compliance. Everything raises ReflexError where AWS does not let one."""

    def __init__(self, sqs: Any, cloudwatch: Any) -> None:
        """boto3 clients in core-compliance, home region."""
        self._sqs, self._cloudwatch = sqs, cloudwatch

    def depth(self) -> Depth:
        """How much is on the queue."""
        names = ("", "NotVisible", "Delayed")
        wanted = [f"ApproximateNumberOfMessages{name}" for name in names]
        with _said(f"look at {NOTICE_QUEUE}"):
            got = self._sqs.get_queue_attributes(QueueUrl=self._url(NOTICE_QUEUE), AttributeNames=wanted)
        waiting, in_flight, put_off = (int(got["Attributes"].get(name, 0)) for name in wanted)
        oldest = self._oldest() if waiting + in_flight + put_off else None
        return Depth(waiting, in_flight, put_off, oldest)

    def parked(self) -> list[Parked]:
        """Every dead letter, oldest first; none is hidden afterwards."""
        with self._held() as found:
            return found

    def give_back(self, ids: set[str]) -> list[Parked]:
        """Send these (SQS's ids) to the notices queue again, one by one; those that were.

        Each is deleted after it was sent: killed in between there are two, of which one is told, as both have
        the same origin.
        """
        back = []
        with self._held() as found, _said(f"give back to {NOTICE_QUEUE}"):
            url, letters = self._url(NOTICE_QUEUE), self._url(NOTICE_DEAD_LETTERS)
            for each in [each for each in found if each.id in ids]:
                self._sqs.send_message(QueueUrl=url, MessageBody=each.body, MessageAttributes=_kept(each))
                self._sqs.delete_message(QueueUrl=letters, ReceiptHandle=each.handle)
                back.append(each)
        return back

    @contextmanager
    def _held(self) -> Iterator[list[Parked]]:
        """All dead letters, hidden from others for as long as this lasts."""
        url = self._url(NOTICE_DEAD_LETTERS)
        received: list[dict[str, Any]] = []
        found: dict[str, Parked] = {}
        try:
            with _said(f"look into {NOTICE_DEAD_LETTERS}"):
                while messages := self._received(url):
                    received += messages
                    these = {each["MessageId"]: parked_of(each) for each in messages}
                    # Of very many the first are visible again before the last is read: all were seen then.
                    if these.keys() <= found.keys():
                        break
                    found |= these
            yield sorted(found.values(), key=lambda each: each.parked)
        finally:
            self._show(url, received)

    def _received(self, url: str) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=_AT_ONCE,
            VisibilityTimeout=_HIDDEN_SECONDS,
            WaitTimeSeconds=_WAIT_SECONDS,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        return list(answer.get("Messages", ()))

    def _show(self, url: str, received: Sequence[dict[str, Any]]) -> None:
        """Others may see them again. What fails is no matter: it passes in minutes."""
        for start in range(0, len(received), _AT_ONCE):
            entries = [
                {"Id": str(number), "ReceiptHandle": each["ReceiptHandle"], "VisibilityTimeout": 0}
                for number, each in enumerate(received[start : start + _AT_ONCE])
            ]
            try:
                self._sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)
            except (BotoCoreError, ClientError):
                return

    def _url(self, name: str) -> str:
        with _said(f"find {name}"):
            return str(self._sqs.get_queue_url(QueueName=name)["QueueUrl"])

    def _oldest(self) -> int | None:
        """Seconds that the oldest message has waited, of the last quarter of an hour."""
        now = datetime.now(UTC)
        try:
            got = self._cloudwatch.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName=_OLDEST,
                Dimensions=[{"Name": "QueueName", "Value": NOTICE_QUEUE}],
                StartTime=now - timedelta(minutes=15),
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )
        except (BotoCoreError, ClientError):
            return None
        points = sorted(got.get("Datapoints", ()), key=lambda point: point["Timestamp"])
        return int(points[-1]["Maximum"]) if points else None


def parked_of(message: dict[str, Any]) -> Parked:
    """A received dead letter. What the mailer did not write is taken from the notice, if it can be read."""
    attributes = message.get("MessageAttributes") or {}
    said = {name: _line(value.get("StringValue")) for name, value in attributes.items()}
    told = _about(message["Body"])
    moment = int(message.get("Attributes", {}).get("SentTimestamp") or 0) / 1000
    attempts = said.get("attempts", "")
    return Parked(
        id=message["MessageId"],
        parked=datetime.fromtimestamp(moment, UTC),
        reason=said.get("reason") or UNSAID,
        notice_id=said.get("notice_id") or told["notice_id"],
        account=said.get("account") or told["account"],
        policy=said.get("policy") or told["policy"],
        recipients=said.get("recipients", ""),
        attempts=int(attempts) if attempts.isdecimal() else 0,
        body=message["Body"],
        attributes=attributes,
        handle=message["ReceiptHandle"],
    )


def _about(body: str) -> dict[str, str]:
    """Of a message of `notify`: whose it is. Empty texts for anything else."""
    try:
        text = json.loads(body)["Message"] if body.lstrip().startswith("{") else body
        message = json.loads(zlib.decompress(base64.b64decode(text)))
        policy, action = message["policy"], message["action"]
        given = {
            "notice_id": action.get("notice_id"),
            "account": message.get("account_id"),
            "policy": policy.get("name"),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        given = dict.fromkeys(("notice_id", "account", "policy"))
    return {name: _line(value) for name, value in given.items()}


def _kept(parked: Parked) -> dict[str, Any]:
    """Attributes of the message that is given back; of one that SQS parked, whose copy it is."""
    kept = {name: parked.attributes[name] for name in _KEPT if name in parked.attributes}
    return {"origin": {"DataType": "String", "StringValue": parked.id}} | {
        name: {key: each[key] for key in ("DataType", "StringValue", "BinaryValue") if key in each}
        for name, each in kept.items()
    }


def _line(text: Any) -> str:
    """What others wrote, on one line without control characters: it is printed to terminals."""
    line = " ".join(str(text if text is not None else "").split())
    return "".join(each if each.isprintable() else "?" for each in line)


@contextmanager
def _said(what: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise ReflexError(
            f"cannot {what}: {error}",
            remedy="run `c7n-reflex infrastructure apply` if the queue is not there yet; else check your "
            "credentials, and core-compliance's `role` in accounts.yml",
        ) from None
