"""Who got what: every message at every subscriber, and every dead letter, by the notices that are in it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailer.errors import DeliveryError
from mailer.handler import decode
from tests.proofs.notices.stage import REGION, SUBSCRIBER, Stage
from tests.proofs.notices.storm import Queued

_ID = re.compile(r"storm-\d{6}")
KINDS = MAIL, QUEUE, FIFO, PARKED = "mail", "queue", "fifo", "parked"


@dataclass(frozen=True, order=True)
class Place:
    """Where a notice can be: at a subscriber of an account's topic, or parked."""

    account: str
    kind: str


@dataclass(frozen=True)
class Arrived:
    """One message, and the notices in it: several of a digest."""

    place: Place
    time: float  # epoch seconds
    notices: frozenset[str]


@dataclass
class Census:
    """Every copy of each notice at each place, by the epoch seconds of its arrival."""

    copies: dict[Place, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    reasons: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # of dead letters
    told_apart: dict[str, bool] = field(default_factory=dict)  # each copy for programs has the notice's id
    messages: list[Arrived] = field(default_factory=list)

    def take(self, place: Place, text: str, time: float) -> None:
        """Count one message, each notice in it once."""
        notices = frozenset(_ID.findall(text))
        self.messages.append(Arrived(place, time, notices))
        for notice in notices:
            self.copies[place][notice].append(time)
            if place.kind in (QUEUE, FIFO):
                is_named = f'"{notice}:fixed"' in text
                self.told_apart[notice] = self.told_apart.get(notice, True) and is_named

    def wrongs(self, notices: Sequence[Queued], core: str) -> list[str]:
        """What is not as it should be: missing, somewhere it does not belong, parked without a reason."""
        found = [wrong for notice in notices for wrong in self._wrongs(notice, core)]
        known = {notice.id for notice in notices}
        strangers = {notice for place in self.copies for notice in self.copies[place]} - known
        return found + [f"{each}: nobody sent it" for each in sorted(strangers)]

    def _wrongs(self, notice: Queued, core: str) -> Iterator[str]:
        expected, what = places(notice, core), f"{notice.id} ({notice.fate})"
        is_at = {place for place, counted in self.copies.items() if notice.id in counted}
        yield from (f"{what}: not at {place}" for place in sorted(expected - is_at))
        yield from (f"{what}: at {place}" for place in sorted(is_at - expected))
        yield from (f"{what}: parked without a reason" for reason in self.reasons[notice.id] if not reason)
        if not self.told_apart.get(notice.id, True):
            yield f"{what}: its copies for programs do not say which notice they are"

    def again(self, notices: Iterable[Queued], kind: str) -> set[str]:
        """Those that are more than once at a place of that kind."""
        ids = {notice.id for notice in notices}
        return {
            notice
            for place, counted in self.copies.items()
            for notice, times in counted.items()
            if notice in ids and len(times) > 1 and place.kind == kind
        }

    def repeated(self, kind: str) -> list[Arrived]:
        """Messages of that kind of whose notices one came to the same place again."""
        return [
            each
            for each in self.messages
            if each.place.kind == kind
            and any(max(self.copies[each.place][notice]) > each.time for notice in each.notices)
        ]


def places(notice: Queued, core: str) -> set[Place]:
    """Where a notice must be."""
    owner = {Place(notice.account, MAIL), Place(notice.account, QUEUE)}
    told = {Place(core, FIFO)} if notice.fate.is_fifo else owner if notice.fate.is_told else set()
    return told | ({Place(core, PARKED)} if notice.fate.is_parked else set())


def taken(stage: Stage, since: float) -> Census:
    """Count what came since then (epoch seconds). Dead letters and the FIFO queue's messages are removed."""
    census = Census()
    for account in stage.accounts:
        _take_inbox(stage, census, account, since)
    for message in drained(stage, stage.fifo_queue):
        document = json.loads(message["Body"])
        census.take(Place(stage.core, FIFO), document["Message"], _sent(message))
    for letter in drained(stage, f"{stage.notices}-dead-letter"):
        text = _readable(letter["Body"])
        census.take(Place(stage.core, PARKED), text, _sent(letter))
        for notice in set(_ID.findall(text)):
            census.reasons[notice].append(reason_of(letter))
    return census


def _take_inbox(stage: Stage, census: Census, account: str, since: float) -> None:
    """What an account's topic has sent. The FIFO queue is looked into itself, as it drops what it knows."""
    arrived = stage.organisation.get("inbox", account=account, region=REGION)
    arrived = [each for each in arrived if not each["endpoint"].endswith(".fifo")]
    for message in arrived:
        assert not message["error"], message["error"]
        if message["received"] < since:
            continue
        kind = MAIL if message["protocol"] == "email" else QUEUE
        census.take(Place(account, kind), f"{message['subject']}\n{message['message']}", message["received"])
    queued = sum(message["endpoint"].endswith(f":{SUBSCRIBER}") for message in arrived)
    name = "ApproximateNumberOfMessages"
    sqs = stage.client("sqs", account)
    really = sqs.get_queue_attributes(QueueUrl=stage.queues[account], AttributeNames=[name])["Attributes"]
    assert int(really[name]) == queued


def reason_of(letter: dict[str, Any]) -> str:
    """Why a dead letter is one, as its attributes say."""
    return str(letter.get("MessageAttributes", {}).get("reason", {}).get("StringValue", ""))


def drained(stage: Stage, url: str) -> list[dict[str, Any]]:
    """Every message of a queue of core-compliance's, which is empty then."""
    sqs = stage.client("sqs", stage.core)
    found: list[dict[str, Any]] = []
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"]
    ).get("Messages"):
        found += messages
        entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(messages)]
        sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return found


def _sent(message: dict[str, Any]) -> float:
    return float(message["Attributes"]["SentTimestamp"]) / 1000


def _readable(body: str) -> str:
    """What a dead letter says, whether it is a notice or not."""
    try:
        return str(decode(body)["action"]["notice_id"])
    except DeliveryError:
        return body
