"""Delivery to Microsoft Teams: a card posted to a channel's workflow or incoming webhook.

A webhook's address is a secret, so recipients have its reference (`ssm:...`, `secretsmanager:...`).
Connectors answer 200 also where Teams refused, and say so in the text (MicrosoftDocs/msteams-docs issues 400
and 7425).
"""

from __future__ import annotations

import json
import re
from typing import Any

from mailer.channels.fitting import pointer, shortened
from mailer.channels.http import Answer, Http
from mailer.errors import DeliveryError, PermanentError
from mailer.model import Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets

_LONGEST = 27_000  # bytes; Teams refuses a message of more than 28 KB
_REFUSED = re.compile(r"HTTP error (\d{3})")
_PREFIX = "teams://"


class TeamsChannel:
    """Posts cards to webhooks."""

    def __init__(self, secrets: Secrets, http: Http) -> None:
        self._secrets, self._http = secrets, http

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:
        """Post to one webhook. Raises DeliveryError if Teams does not take it."""
        reference = recipient.address.removeprefix(_PREFIX)
        url = self._secrets.resolve(reference)
        if url == reference and not url.startswith("http"):
            raise PermanentError("Teams: the recipient is neither a webhook nor a reference to one")
        try:
            _check(self._http.post(url, payload(rendering, notice), service="Teams"))
        except DeliveryError as error:
            if error.permanent:
                self._secrets.forget(reference)  # it may have been changed
            raise


def payload(rendering: Rendering, notice: Notice) -> dict[str, Any]:
    """The message: the rendering's own card if it has one that Teams takes, else subject and text."""
    given = rendering.data.get("teams")
    if given:
        made = given if "attachments" in given else _wrapped(given)
        if len(json.dumps(made).encode()) <= _LONGEST:
            return dict(made)
    text = shortened(rendering.text, _LONGEST // 2, pointer(notice))
    return _wrapped(_card(rendering.subject, text))


def _card(subject: str, text: str) -> dict[str, Any]:
    """An adaptive card whose text is shown as it is: Teams reads Markdown only in TextBlocks."""
    bold = {"type": "TextRun", "text": subject, "weight": "Bolder", "size": "Large"}
    lines = [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line or " "}]}
        for line in text.split("\n\n")
    ]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [bold]}, *lines],
    }


def _wrapped(card: dict[str, Any]) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def _check(answer: Answer) -> None:
    """Raise DeliveryError for a refusal inside of a 200."""
    if "delivery failed" not in answer.text:
        return
    match = _REFUSED.search(answer.text)
    status = int(match[1]) if match else 0
    raise DeliveryError(
        f"Teams refused the message: {status or 'no reason given'}",
        permanent=status in (400, 403, 404, 410, 413),
        retry_after=15 if status == 429 else 0,
    )
