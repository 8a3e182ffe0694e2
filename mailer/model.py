"""What the mailer's rooms pass on: who is told (recipients), what they read (renderings), how (channels)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from mailer.notice import Notice


class Via(StrEnum):
    """How somebody comes to be told."""

    ACCOUNT_OWNER = "account-owner"
    CORE_COMPLIANCE = "core-compliance"
    RESOURCE_OWNER = "resource-owner"  # by the resource's tags
    EVENT_OWNER = "event-owner"  # whoever made the call
    FALLBACK = "fallback"  # the owner is not known
    LITERAL = ""  # written in the policy
    MUTED = "muted"  # the account's owner, who does not want to be told: what is open is closed, no more


class Medium(StrEnum):
    """By what somebody is told."""

    SNS = "sns"
    EMAIL = "email"
    SLACK = "slack"
    TEAMS = "teams"
    TICKET = "ticket"
    STOCK = "stock"  # another of c7n-mailer's transports (Splunk, Datadog ...), by c7n-mailer itself


@dataclass(frozen=True, order=True)
class Recipient:
    """One place to which a notice goes. `address` is what receipts remember."""

    medium: Medium
    address: str  # a topic's ARN; an e-mail address; `slack://...`, `teams://...`; a ticket project
    via: Via = Via.LITERAL
    name: str = ""  # for the greeting
    time_zone: str = "UTC"  # IANA name
    locale: str = "en"
    why: str = ""  # why it is the fallback that is told; empty otherwise


@dataclass(frozen=True)
class Rendering:
    """What one recipient reads. Texts are complete: a channel takes the one that it can show."""

    subject: str  # one line
    text: str
    short: str  # for SMS: one line of at most 140 characters
    html: str = ""  # for e-mail; empty where there is none
    data: dict[str, Any] = field(default_factory=dict)  # for machines
    attributes: dict[str, str] = field(default_factory=dict)  # account, policy, severity, outcome
    group: str = ""  # FIFO topics keep the order within it
    identity: str = ""  # the same for the same notice, however often it is sent


class Channel(Protocol):
    """Delivers to recipients of one medium. Raises `errors.DeliveryError` if it was not taken."""

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:
        """Deliver, or raise. Nothing secret is logged, or in what is raised."""
