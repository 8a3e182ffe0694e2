"""Delivery to SNS topics of any account, region and partition, standard and FIFO.

One message, and what each protocol's subscribers can use of it (SNS Publish, MessageStructure json): people
read the text (`email`), telephones the short line (`sms`), machines (`sqs`, `lambda`, `http`, `https`, ...)
get the notice as JSON. The last is the `default`, as SNS counts each protocol's copy against its 256 KB.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import unicodedata
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.channels.clients import Clients, refusal
from mailer.channels.fitting import fit
from mailer.errors import PermanentError
from mailer.model import Recipient, Rendering
from mailer.notice import Notice

# SNS Publish, "Errors". What is throttled, forbidden or broken today may work in an hour.
_PERMANENT = frozenset(
    {
        *("NotFound", "NotFoundException", "InvalidParameter", "InvalidParameterException"),
        *("InvalidParameterValue", "ParameterValueInvalid", "ValidationError", "ValidationException"),
        *("EndpointDisabled", "PlatformApplicationDisabled"),
    }
)
_TOPIC = re.compile(r"^arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[\w-]+(\.fifo)?$", re.ASCII)
_FIFO_WORD = re.compile(r"^[!-~]{1,128}$")  # MessageGroupId and MessageDeduplicationId
_LONGEST_SUBJECT = 100  # characters; SNS refuses more
LONGEST = 240_000  # bytes of Message; SNS refuses more than 256 KB with attributes and subject
_LONGEST_ATTRIBUTE = 1_000  # characters

log = logging.getLogger("c7n_reflex.mailer")


def is_topic(target: str) -> bool:
    """True for the ARN of a topic."""
    return bool(_TOPIC.match(target))


class SnsChannel:
    """Publishes to topics."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:
        """Publish to one topic. Raises DeliveryError if SNS does not take it, permanent if it never will."""
        match = _TOPIC.match(recipient.address)
        if not match:
            raise PermanentError(f"{recipient.address} is no topic")
        region, account, fifo = match.groups()
        client = self._clients.of_account("sns", region, account)
        try:
            answer = client.publish(
                TopicArn=recipient.address,
                Subject=ascii_subject(rendering.subject),
                Message=message(rendering, notice),
                MessageStructure="json",
                MessageAttributes=_attributes(rendering),
                **(_order(rendering) if fifo else {}),
            )
        except (BotoCoreError, ClientError) as error:
            raise refusal(recipient.address, error, _PERMANENT) from None
        log.info(
            "told %s of %s in %s (%s)",
            *(recipient.address, notice.policy, notice.account.name, answer["MessageId"]),
        )


def message(rendering: Rendering, notice: Notice) -> str:
    """The JSON that SNS takes apart again; at most LONGEST bytes, what is cut says so."""
    text, data = fit(rendering.text, rendering.data, notice, LONGEST)
    parts = {"default": data or text, "sms": rendering.short or ascii_subject(rendering.subject)}
    return json.dumps({**parts, "email": text} if data else parts, ensure_ascii=False)


def ascii_subject(text: str) -> str:
    """`text` as SNS accepts it for a subject: one line of at most 100 ASCII characters, cut after a word."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split())).encode("ascii", "ignore").decode()
    plain = "".join(character for character in plain if character.isprintable()).strip()
    if len(plain) <= _LONGEST_SUBJECT:
        return plain or "Notice"
    room = _LONGEST_SUBJECT - 3
    cut = plain[: room + 1].rpartition(" ")[0]
    # A subject of one endless word is cut anywhere.
    return f"{(cut if len(cut) > room // 2 else plain[:room]).rstrip()}..."


def _order(rendering: Rendering) -> dict[str, str]:
    """Of a FIFO topic: in which order, and what is the same notice."""
    return {
        "MessageGroupId": _word(rendering.group or "c7n-reflex"),
        "MessageDeduplicationId": _word(rendering.identity or f"{rendering.subject}\n{rendering.text}"),
    }


def _word(text: str) -> str:
    return text if _FIFO_WORD.match(text) else hashlib.sha256(text.encode()).hexdigest()


def _attributes(rendering: Rendering) -> dict[str, dict[str, str]]:
    """For subscriptions' filter policies; `notice_id` is the same for the same notice."""
    values: dict[str, Any] = {**rendering.attributes, "notice_id": rendering.identity}
    return {
        name: {"DataType": "String", "StringValue": str(value)[:_LONGEST_ATTRIBUTE]}
        for name, value in values.items()
        if value
    }
