"""One message on its way through the worker: who is to be told, who was, and what went wrong."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mailer.deadletters import is_webhook
from mailer.errors import BusyError, DeliveryError
from mailer.incoming import Incoming
from mailer.model import Recipient
from mailer.notice import Notice
from mailer.receipts import Receipt, Receipts

_LONGEST_NAME = 1_000  # characters


@dataclass
class Job:
    """Threads of one batch share it. `message` is empty if the body is no message of `notify`."""

    incoming: Incoming
    message: dict[str, Any] = field(default_factory=dict, repr=False)
    notice: Notice | None = None
    receipt: Receipt | None = None  # None: not claimed, or done with before
    left: dict[Recipient, dict[str, Any]] = field(
        default_factory=dict, repr=False
    )  # with the message for each
    held: dict[Recipient, float] = field(default_factory=dict)  # until when, epoch seconds: quiet hours
    failures: dict[Recipient | None, DeliveryError] = field(default_factory=dict)  # None: the notice itself
    is_done: bool = False  # it may leave the queue
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def identity(self) -> str:
        """What receipts know it by: the notice's id; where it has none, SQS's of the message."""
        action = self.message.get("action") or {}
        name = str(action.get("notice_id") or "")
        # DynamoDB takes no key of more than 2 KB; whoever may send to the queue chooses it.
        if not name.isascii() or len(name) > _LONGEST_NAME:
            name = hashlib.sha256(name.encode(errors="replace")).hexdigest()
        return name or f"sqs#{self.incoming.origin}"

    def failed(self, recipient: Recipient | None, error: DeliveryError) -> None:
        """A recipient was not told; None: nobody was, for a reason that is the notice's."""
        with self.lock:
            self.failures[recipient] = error

    @property
    def is_busy(self) -> bool:
        """True if somebody else is at it: that is no attempt that failed."""
        return any(isinstance(error, BusyError) for error in self.failures.values())

    @property
    def is_hopeless(self) -> bool:
        """True if trying again cannot help anybody."""
        return bool(self.failures) and all(error.permanent for error in self.failures.values())

    @property
    def retry_after(self) -> float:
        """The longest that somebody asked us to wait, in seconds."""
        return max((error.retry_after for error in self.failures.values()), default=0)

    @property
    def reason(self) -> str:
        """What went wrong, each thing once."""
        return "; ".join(dict.fromkeys(str(error) for error in self.failures.values()))


def told(jobs: Sequence[Job], recipient: Recipient, receipts: Receipts) -> None:
    """A recipient was told of all of these; written down at once, by one thread at a time for each job."""
    with contextlib.ExitStack() as held:
        for job in sorted(jobs, key=id):  # in one order, so that no two wait for each other
            held.enter_context(job.lock)
            job.left.pop(recipient, None)
        receipts.tell([job.receipt for job in jobs if job.receipt is not None], remembered(recipient))


def remembered(recipient: Recipient) -> str:
    """What a receipt keeps of who was told: a topic's ARN, `email:...`; of a webhook only a hash."""
    address = recipient.address
    if is_webhook(address):
        address = hashlib.sha256(address.encode()).hexdigest()[:16]
    return address if address.startswith("arn:") else f"{recipient.medium}:{address}"
