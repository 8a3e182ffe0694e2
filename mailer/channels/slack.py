"""Delivery to Slack: by webhook, or as a bot (chat.postMessage) to a channel or a person.

Recipients: `https://hooks.slack.com/...`, a reference to such an address (`ssm:...`, `secretsmanager:...`),
`slack://webhook/#channel` (the configuration's `slack_webhook`), `slack://#channel`, `slack://ann@example.com`
(the latter need `slack_token`), each also without `slack://`.

The web API answers 200 and `"ok": false` where it refused; c7n_mailer.slack_delivery logs that and goes on.
"""

from __future__ import annotations

import threading
from typing import Any

from mailer.channels.fitting import pointer, shortened
from mailer.channels.http import Answer, Http
from mailer.errors import DeliveryError, PermanentError
from mailer.model import Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets, is_reference

API = "https://slack.com/api"
_PREFIX = "slack://"
_WEBHOOK = "webhook/"
_LONGEST = 12_000  # bytes of text; Slack cuts a message after 40,000 characters
# Errors of the web API that may be gone the next time; every other one says that something must be mended.
_PASSING = {
    *("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"),
    *("request_timeout", "team_added_to_org", "accesslimited", ""),
}
_OF_THE_TOKEN = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}


class SlackChannel:
    """Posts to webhooks, channels and people."""

    def __init__(
        self, config: dict[str, Any], session: Any, secrets: Secrets, http: Http, api: str = API
    ) -> None:
        """`config` is c7n-mailer's: `slack_token`, `slack_webhook`."""
        self._config, self._session = config, session
        self._secrets, self._http, self._api = secrets, http, api
        self._users: dict[str, str] = {}  # address: id
        self._lock = threading.Lock()

    def send(self, recipient: Recipient, rendering: Rendering, notice: Notice) -> None:
        """Post to one recipient. Raises DeliveryError if Slack does not take it."""
        target, body = recipient.address.removeprefix(_PREFIX), payload(rendering, notice)
        webhook = self._webhook_of(target)
        if webhook:
            self._to_webhook(webhook, _for_webhook(body, target))
        else:
            channel = self._user(target) if "@" in target else target
            self._call("chat.postMessage", {**body, "channel": channel})

    def _webhook_of(self, target: str) -> str:
        """The address or the reference to one; "" for a channel or a person."""
        if target.startswith(_WEBHOOK):
            webhook = str(self._config.get("slack_webhook") or "")
            if not webhook:
                raise PermanentError("Slack: slack_webhook is not configured")
            return webhook
        return target if is_reference(target) or target.startswith(("https://", "http://")) else ""

    def _to_webhook(self, reference: str, body: dict[str, Any]) -> None:
        try:
            answer = self._http.post(self._secrets.resolve(reference), body, service="Slack")
        except DeliveryError as error:
            if error.permanent:
                self._secrets.forget(reference)  # it may have been changed
            raise
        if answer.text.strip() != "ok" and not answer.json().get("ok"):
            raise DeliveryError(f"Slack did not take the message: {answer.word or 'it does not say why'}")

    def _user(self, address: str) -> str:
        """Slack's id of a person."""
        with self._lock:
            found = self._users.get(address)
        if not found:
            found = str(self._call("users.lookupByEmail", {"email": address}, form=True)["user"]["id"])
            with self._lock:
                self._users[address] = found
        return found

    def _call(self, method: str, body: dict[str, Any], *, form: bool = False) -> dict[str, Any]:
        token = self._secrets.configured(self._config, "slack_token")
        if not token:
            raise PermanentError("Slack: slack_token is not configured")
        answer = self._http.post(f"{self._api}/{method}", body, service="Slack", token=token, form=form)
        content = answer.json()
        if not content.get("ok"):
            raise self._refusal(method, content, answer)
        return content

    def _refusal(self, method: str, content: dict[str, Any], answer: Answer) -> DeliveryError:
        word = str(content.get("error") or "")[:60]
        if word in _OF_THE_TOKEN:
            self._secrets.forget(str(self._config.get("slack_token")))
        return DeliveryError(
            f"Slack refused {method}: {word or 'it does not say why'}",
            permanent=word not in _PASSING,
            retry_after=answer.retry_after,
        )


def payload(rendering: Rendering, notice: Notice) -> dict[str, Any]:
    """The message: the rendering's own (a card, or that of a stock `slack_template`), or its text."""
    own = rendering.data.get("slack")
    if own:
        return {"text": escaped(rendering.subject), **own}
    text = shortened(rendering.text, _LONGEST, pointer(notice))
    shown = f"{rendering.subject}\n\n{text}" if rendering.subject else text
    return {"text": escaped(shown), "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def _for_webhook(body: dict[str, Any], target: str) -> dict[str, Any]:
    """A webhook has its channel; those of old let one name another (`slack://webhook/#channel`)."""
    body = {key: value for key, value in body.items() if key != "channel"}
    channel = target.removeprefix(_WEBHOOK) if target.startswith(f"{_WEBHOOK}#") else ""
    return body | ({"channel": channel} if channel else {})


def escaped(text: str) -> str:
    """`text` without what Slack takes for a link or a mention (Slack: "Formatting text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
