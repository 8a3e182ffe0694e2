"""Addresses as policies and tags have them: which medium, and whether they are well-formed at all.

A tag's value is chosen by whoever may tag: what is not exactly an address is none, so that it cannot bring in
another header, recipient or URL.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mailer.model import Medium

_TOPIC_NAME = r"[A-Za-z0-9_-]{1,256}(?:\.fifo)?"
_TOPIC = re.compile(rf"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{{12}}:{_TOPIC_NAME}", re.ASCII)
_NAME = re.compile(_TOPIC_NAME, re.ASCII)
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@(?:[^\s@.,;:<>()\[\]\"\\]+\.)+[^\s@.,;:<>()\[\]\"\\]+")
_NAMED = re.compile(r"[^<>]*<([^<>]+)>")  # Ann Lee <ann@example.com>
_CHANNEL = re.compile(r"#?[\w.-]{1,80}")
_TICKET = re.compile(r"(?:jira|servicenow):[^\s:/](?:.*\S)?")
_SLACK = "https://hooks.slack.com/"
# Microsoft Teams: Office 365 connectors, and Workflows before and after November 2025.
_TEAMS_HOSTS = (
    ".webhook.office.com",
    "outlook.office.com",
    "outlook.office365.com",
    ".logic.azure.com",
    ".environment.api.powerplatform.com",
)
# c7n_mailer.target.MessageTargetMixin.handle_targets
_STOCK = ("splunkhec://", "datadog://")


def is_topic(text: str) -> bool:
    """True for the ARN of a topic, of any partition and region, FIFO or not."""
    return bool(_TOPIC.fullmatch(text))


def is_email(text: str) -> bool:
    """True for exactly one address, without a name."""
    return text.isprintable() and bool(_EMAIL.fullmatch(text))


def is_topic_name(text: str) -> bool:
    """True for what could be the name of a topic."""
    return bool(_NAME.fullmatch(text))


def slack_of_tag(value: str) -> str:
    """The address for a value of `slack://tag/...`: a person or a channel; "" if it is neither."""
    if is_email(value):
        return f"slack://{value}"
    return f"slack://#{value.removeprefix('#')}" if _CHANNEL.fullmatch(value) else ""


def literal(target: str) -> list[tuple[Medium, str]]:
    """What a policy names in `to` or `cc` by itself, as (medium, address); empty if it is no address.

    Several e-mail addresses may stand in one, as c7n-mailer has it (`a@example.com:b@example.com`).
    """
    if is_topic(target):
        return [(Medium.SNS, target)]
    if target.isprintable() and (medium := _medium(target)):
        return [(medium, target)]
    named = _NAMED.fullmatch(target)
    emails = [named.group(1)] if named else [part for part in re.split(r"[\s,;:]+", target) if part]
    return [(Medium.EMAIL, each) for each in emails] if emails and all(map(is_email, emails)) else []


def _medium(target: str) -> Medium | None:
    if target.startswith(_STOCK):
        return Medium.STOCK
    if _TICKET.fullmatch(target):
        return Medium.TICKET
    if target.startswith((_SLACK, "slack://")) and target not in (_SLACK, "slack://"):
        return Medium.SLACK
    return Medium.TEAMS if _is_teams(target) else None


def _is_teams(target: str) -> bool:
    if target.startswith("teams://"):
        return target != "teams://"
    try:
        url = urlsplit(target)
        host = url.hostname or ""
    except ValueError:
        return False
    own = any(host.endswith(each) if each.startswith(".") else host == each for each in _TEAMS_HOSTS)
    return url.scheme == "https" and own and not url.username


def topics_in(value: str) -> list[str]:
    """The ARNs of topics in a tag's value, which may hold several."""
    return [
        found.group() for found in re.finditer(rf"(?<![\w:-]){_TOPIC.pattern}(?![\w:.-])", value, re.ASCII)
    ]


def emails_in(value: str) -> list[str]:
    """The e-mail addresses in a tag's value, which may hold several."""
    if not value.isprintable():
        return []
    return [part for part in re.split(r"[\s,;:]+", value) if is_email(part)]


def words_in(value: str) -> list[str]:
    """The names in a tag's value, separated by colons, commas or semicolons.

    None if one of them has a space, or it looks like an ARN.
    """
    words = [part.strip() for part in re.split("[,;:]", value)]
    return words if "arn:" not in value and all(map(is_topic_name, words)) else []
