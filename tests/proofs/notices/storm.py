"""What is queued: notices of every account, some of them queued twice, some undeliverable, and poison."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.mailer.messages import RECORD, action, message, packed
from tests.proofs.notices.stage import MISSING, Stage

_AT_ONCE = 10  # SQS's limit of a batch


class Fate(StrEnum):
    """What is special about one notice."""

    PLAIN = "plain"
    TWICE = "twice"  # queued twice
    FIFO = "fifo"  # to a FIFO topic
    BOTH = "both"  # to the owner, and to a topic that is not there
    MISSING = "missing"  # only to a topic that is not there
    POISON = "poison"  # no message of notify

    @property
    def is_fifo(self) -> bool:
        """True if only the FIFO topic is to hear it."""
        return self is Fate.FIFO

    @property
    def is_told(self) -> bool:
        """True if somebody can be told."""
        return self not in (Fate.MISSING, Fate.POISON)

    @property
    def is_parked(self) -> bool:
        """True if the message must end in the dead letters."""
        return self in (Fate.BOTH, Fate.MISSING, Fate.POISON)


_SHARES = {  # of a hundred
    Fate.TWICE: 4,
    Fate.FIFO: 3,
    Fate.BOTH: 1,
    Fate.MISSING: 1,
    Fate.POISON: 1,
}


@dataclass(frozen=True)
class Queued:
    """One notice. Its id is in everything that is said of it."""

    id: str  # "storm-000001"
    account: str
    fate: Fate

    def body(self, stage: Stage) -> str:
        """The SQS message."""
        if self.fate is Fate.POISON:
            return f"poison {self.id}"
        to = {
            Fate.FIFO: [stage.fifo_topic],
            Fate.BOTH: ["account-owner", MISSING],
            Fate.MISSING: [MISSING],
        }.get(self.fate, ["account-owner"])
        return packed(self.message(to))

    def message(self, to: list[str], **changes: Any) -> dict[str, Any]:
        """As `notify-owner` makes it."""
        resource = {"InternetGatewayId": self.id, "c7n-reflex:remediations": [self._record()]}
        told = action(to=to, notice_id=f"{self.id}:fixed", entry=self.id, outcome="fixed")
        return message(account_id=self.account, resources=[resource], action=told, **changes)

    def _record(self) -> dict[str, Any]:
        return {**RECORD, "id": self.id, "resource": self.id, "change": f"Detached {self.id} from vpc-2."}


def made(count: int, accounts: list[str], seed: int = 20261125) -> list[Queued]:
    """So many notices, in turn of each account. Each fate has its share, and at least one notice."""
    chosen = random.Random(seed)
    fates = [fate for fate, share in _SHARES.items() for _ in range(max(1, count * share // 100))]
    fates += [Fate.PLAIN] * (count - len(fates))
    chosen.shuffle(fates)
    return [
        Queued(f"storm-{number:06}", accounts[number % len(accounts)], fate)
        for number, fate in enumerate(fates)
    ]


def send(stage: Stage, notices: Sequence[Queued]) -> None:
    """Queue them; of what is queued twice, the first half twice in a row.

    A third of the accounts sends its own in bursts, of which digests are made; all others' come mixed.
    """
    near = _near(notices)
    copies = [copy for notice in notices for copy in ([notice, notice] if notice in near else [notice])]
    bursting = stage.accounts[1::3]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda account: _send(stage, account, _of(account, copies)), bursting))
    _send(stage, stage.core, [each for each in copies if each.account not in bursting])


def send_again(stage: Stage, notices: Sequence[Queued]) -> None:
    """Queue again what is queued twice and was not twice in a row, as if days later."""
    later = [each for each in notices if each.fate is Fate.TWICE and each not in _near(notices)]
    _send(stage, stage.core, later)


def event(stage: Stage, notices: Sequence[Queued]) -> dict[str, Any]:
    """Of an SQS event source, for a function that is invoked with it directly."""
    return {
        "Records": [
            {
                "messageId": f"m-{notice.id}",
                "receiptHandle": "none",
                "body": notice.body(stage),
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1795490000000"},
                "messageAttributes": {},
            }
            for notice in notices
        ]
    }


def _near(notices: Sequence[Queued]) -> list[Queued]:
    return [notice for notice in notices if notice.fate is Fate.TWICE][::2]


def _of(account: str, notices: Sequence[Queued]) -> list[Queued]:
    return [notice for notice in notices if notice.account == account]


def _send(stage: Stage, account: str, notices: Sequence[Queued]) -> None:
    """From the account."""
    sqs = stage.client("sqs", account)
    for batch in _batches(notices):
        entries = [{"Id": str(n), "MessageBody": each.body(stage)} for n, each in enumerate(batch)]
        answer = sqs.send_message_batch(QueueUrl=stage.notices, Entries=entries)
        assert not answer.get("Failed")


def _batches(notices: Sequence[Queued]) -> Iterator[Sequence[Queued]]:
    for start in range(0, len(notices), _AT_ONCE):
        yield notices[start : start + _AT_ONCE]
