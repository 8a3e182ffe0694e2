"""What becomes of a message that is not done with: tried again later, put back until a time, or parked.

Trying again is SQS's: the message stays, hidden for longer each time. What waits for a time that is not an
attempt (quiet hours) is put back as a copy that SQS delays, at most a quarter of an hour at a time: a
message that is only hidden would use up its receives.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer import deadletters
from mailer.channels.clients import code
from mailer.deadletters import DeadLetter
from mailer.incoming import NOT_BEFORE, ORIGIN, REDRIVES, Incoming, attribute

# Seconds before the 2nd, 3rd ... attempt: an outage of nearly two hours is ridden out.
PAUSES = (10, 30, 120, 300, 900, 1800, 3600)
ATTEMPTS = len(PAUSES) + 1
_LONGEST_HIDDEN = 11 * 3600  # seconds; SQS: 12 hours from when it was received
_LONGEST_DELAY = 900  # seconds; SQS: DelaySeconds

log = logging.getLogger("c7n_reflex.mailer")


class Queue:
    """The queue of notices and its dead letters. Methods say whether it worked; what fails is logged."""

    def __init__(self, sqs: Any, url: str, dead_letters: str) -> None:
        self._sqs, self._url, self._dead_letters = sqs, url, dead_letters  # sqs: a boto3 client

    def back_off(self, incoming: Incoming, at_least: float = 0) -> None:
        """Hide a message that stays, for as long as its attempt says. If that fails, SQS's own time holds."""
        pause = PAUSES[min(incoming.attempts, len(PAUSES)) - 1]
        self.hide(incoming, max(pause, at_least))

    def hide(self, incoming: Incoming, seconds: float) -> None:
        """Hide a message that stays."""
        hidden = min(int(seconds) + 1, _LONGEST_HIDDEN)
        try:
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=incoming.handle, VisibilityTimeout=hidden
            )
        except (BotoCoreError, ClientError) as error:
            log.warning("message %s comes again when SQS wants: %s", incoming.id, code(error))

    def put_back(self, incoming: Incoming, until: float) -> bool:
        """Send a copy that comes when `until` (epoch seconds) is over, or earlier, to be put back again."""
        delay = min(max(0, int(until - time.time()) + 1), _LONGEST_DELAY)
        ours = {
            ORIGIN: attribute(incoming.origin),
            NOT_BEFORE: attribute(int(until)),
            deadletters.SENT: attribute(incoming.text(deadletters.SENT) or incoming.sent or "0"),
            REDRIVES: attribute(incoming.redrives),
        }
        # SQS's own redrive leaves all that a dead letter says, and takes no message with one more.
        dropped = {*ours, *deadletters.OF_THE_LETTER}
        kept = {name: value for name, value in incoming.attributes.items() if name not in dropped}
        marked = dict([*ours.items(), *kept.items()][: deadletters.MOST_ATTRIBUTES])
        return self._send(incoming, self._url, marked, DelaySeconds=delay)

    def park(self, incoming: Incoming, letter: DeadLetter) -> bool:
        """Send it to the dead letters with its reason."""
        return self._send(incoming, self._dead_letters, deadletters.attributes(incoming, letter))

    def _send(
        self, incoming: Incoming, url: str, attributes: dict[str, dict[str, Any]], **options: Any
    ) -> bool:
        try:
            self._sqs.send_message(
                QueueUrl=url, MessageBody=incoming.body, MessageAttributes=attributes, **options
            )
        except (BotoCoreError, ClientError) as error:
            log.error("message %s cannot be sent to %s: %s", incoming.id, url.rsplit("/", 1)[-1], code(error))
            return False
        return True
