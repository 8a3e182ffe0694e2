"""What cannot be delivered: parked in the dead-letter queue, with what is wrong and who was not told.

The worker sends it there itself, as SQS's own redrive policy says nothing; that one is the net below.
Message attributes of a parked notice: `reason`, `notice_id`, `account`, `policy`, `recipients` (who is left),
`attempts`, `sent` (SentTimestamp of the first message), beside those of the message itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailer.incoming import NOT_BEFORE, ORIGIN, REDRIVES, Incoming, attribute
from mailer.model import Medium, Recipient

REASON, NOTICE_ID, ACCOUNT, POLICY = "reason", "notice_id", "account", "policy"
RECIPIENTS, ATTEMPTS, SENT = "recipients", "attempts", "sent"
# No longer true once it is given back.
OF_THE_LETTER = (REASON, NOTICE_ID, ACCOUNT, POLICY, RECIPIENTS, ATTEMPTS)
LONGEST_REASON = 256  # characters
_LONGEST_LIST = 1_000  # characters
MOST_ATTRIBUTES = 10  # SQS allows no more


@dataclass(frozen=True)
class DeadLetter:
    """Why a notice is parked. Texts that are not known are empty."""

    reason: str
    notice_id: str = ""
    account: str = ""
    policy: str = ""
    recipients: Sequence[Recipient] = ()  # who was not told


def attributes(incoming: Incoming, letter: DeadLetter) -> dict[str, dict[str, Any]]:
    """Of the parked message. It keeps what a redrive must not lose: whose copy it is, and Custodian's own."""
    said = {
        REASON: shortened(letter.reason, LONGEST_REASON) or "it does not say why",
        ORIGIN: incoming.origin,
        REDRIVES: incoming.redrives + 1,
        NOTICE_ID: letter.notice_id,
        ACCOUNT: letter.account,
        POLICY: letter.policy,
        RECIPIENTS: shortened(", ".join(shown(each) for each in letter.recipients), _LONGEST_LIST),
        ATTEMPTS: incoming.attempts,
        SENT: incoming.text(SENT) or incoming.sent,
    }
    ours = {name: attribute(_plain(value)) for name, value in said.items() if str(value)}
    kept = {
        name: value for name, value in incoming.attributes.items() if name not in said and name != NOT_BEFORE
    }
    return dict([*ours.items(), *kept.items()][:MOST_ATTRIBUTES])


def shown(recipient: Recipient) -> str:
    """A recipient as people may see it: not the address of a webhook, which is a secret."""
    address = "a webhook" if is_webhook(recipient.address) else recipient.address
    is_clear = recipient.medium is Medium.SNS or address.startswith(f"{recipient.medium}:")
    return address if is_clear else f"{recipient.medium}:{address}"


def is_webhook(address: str) -> bool:
    """True for a URL, also behind another scheme (`teams://https://...`): whoever knows it may post."""
    return "https://" in address or "http://" in address


def shortened(text: str, most: int) -> str:
    """At most so many characters, the end cut at a word."""
    if len(text) <= most:
        return text
    return f"{text[: most - 4].rpartition(' ')[0] or text[: most - 4]} ..."


def _plain(value: Any) -> str:
    """SQS takes no control characters in an attribute."""
    return "".join(each if each.isprintable() else " " for each in str(value))
