"""Slack by webhook and as a bot, against a server that answers as Slack does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.channels.http import Http
from mailer.channels.slack import SlackChannel, escaped, payload
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets
from tests.mailer.channels.conftest import Vault
from tests.mailer.channels.servers import Web

OK = (200, json.dumps({"ok": True, "user": {"id": "U1"}}), {})


def said(error: str, status: int = 200) -> tuple[int, str, dict[str, str]]:
    return status, json.dumps({"ok": False, "error": error}), {}


def channel(web: Web, vault: Vault, **config: Any) -> SlackChannel:
    parts = urlsplit(web.url)
    api = f"{parts.scheme}://{parts.netloc}/api"
    return SlackChannel(config, vault, Secrets(vault, "us-east-1"), Http(), api)


def to(address: str) -> Recipient:
    return Recipient(Medium.SLACK, address)


@pytest.mark.parametrize("prefix", ["", "slack://"])
@pytest.mark.parametrize(
    "reference", ["ssm:/c7n-reflex/notices/payments", "secretsmanager:c7n-reflex/slack#url"]
)
def test_a_webhook_by_reference(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, reference: str, prefix: str
) -> None:
    vault.values["/c7n-reflex/notices/payments"] = web.url
    vault.values["c7n-reflex/slack"] = json.dumps({"url": web.url})
    made = channel(web, vault)
    for _ in range(2):
        made.send(to(f"{prefix}{reference}"), rendering, notice)
    assert "igw-1 &lt;was&gt; detached &amp; all." in web.bodies[0]["text"]
    assert len(vault.asked) == 1  # it is kept


def test_a_webhook_that_is_refused_is_read_again(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    """It has been changed, perhaps: in a quarter of an hour many notices would be parked."""
    vault.values["/c7n-reflex/notices/payments"] = web.url
    web.answers = [(404, "no_service", {}), (200, "ok", {})]
    made = channel(web, vault)
    with pytest.raises(DeliveryError, match="404 no_service"):
        made.send(to("ssm:/c7n-reflex/notices/payments"), rendering, notice)
    for _ in range(2):
        made.send(to("ssm:/c7n-reflex/notices/payments"), rendering, notice)
    assert len(vault.asked) == 2


def test_a_webhook_in_the_policy(web: Web, vault: Vault, rendering: Rendering, notice: Notice) -> None:
    channel(web, vault).send(to(web.url), rendering, notice)
    assert web.got[0][0] == "/services/T0/B0/s3cret"


def test_the_configured_webhook_with_a_channel(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    made = channel(web, vault, slack_webhook=web.url)
    made.send(to("slack://webhook/#cloud"), replace(rendering, data={"slack": {"channel": "x"}}), notice)
    assert web.bodies[0]["channel"] == "#cloud"
    with pytest.raises(DeliveryError, match="slack_webhook is not configured"):
        channel(web, vault).send(to("slack://webhook/#cloud"), rendering, notice)


def test_a_channel(web: Web, vault: Vault, rendering: Rendering, notice: Notice) -> None:
    web.answers, vault.values["/c7n-reflex/notices/token"] = [OK], "xoxb-1"
    made = channel(web, vault, slack_token="ssm:/c7n-reflex/notices/token")
    made.send(to("slack://#cloud"), rendering, notice)
    [(path, headers, _)] = web.got
    assert (path, headers["Authorization"]) == ("/api/chat.postMessage", "Bearer xoxb-1")
    assert web.bodies[0]["channel"] == "#cloud"


def test_a_person_is_looked_up_once(web: Web, vault: Vault, rendering: Rendering, notice: Notice) -> None:
    web.answers = [OK]
    made = channel(web, vault, slack_token="xoxb-1")
    for _ in range(2):
        made.send(to("slack://ann@example.com"), rendering, notice)
    assert [path for path, _, _ in web.got] == ["/api/users.lookupByEmail", *["/api/chat.postMessage"] * 2]
    assert parse_qs(web.got[0][2]) == {"email": ["ann@example.com"]}
    assert web.bodies[0]["channel"] == "U1"


@pytest.mark.parametrize("word", ["channel_not_found", "not_in_channel", "invalid_auth", "users_not_found"])
def test_a_refusal_inside_of_a_200_is_an_error(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, word: str
) -> None:
    web.answers = [said(word)]
    with pytest.raises(DeliveryError, match=f"Slack refused chat.postMessage: {word}$") as raised:
        channel(web, vault, slack_token="xoxb-1").send(to("#cloud"), rendering, notice)
    assert raised.value.permanent


@pytest.mark.parametrize("word", ["ratelimited", "internal_error", ""])
def test_what_may_pass_is_tried_again(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, word: str
) -> None:
    web.answers = [said(word)]
    with pytest.raises(DeliveryError) as raised:
        channel(web, vault, slack_token="xoxb-1").send(to("#cloud"), rendering, notice)
    assert not raised.value.permanent


def test_a_webhook_that_says_no_politely(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    web.answers = [(200, "invalid_token", {})]
    with pytest.raises(DeliveryError, match="Slack did not take the message: invalid_token"):
        channel(web, vault).send(to(web.url), rendering, notice)


def test_a_token_that_is_refused_is_read_again(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    """It was rotated."""
    vault.values["/token"] = "old"
    made = channel(web, vault, slack_token="ssm:/token")
    web.answers = [said("invalid_auth"), OK]
    with pytest.raises(DeliveryError):
        made.send(to("#cloud"), rendering, notice)
    vault.values["/token"] = "new"
    made.send(to("#cloud"), rendering, notice)
    assert [headers["Authorization"] for _, headers, _ in web.got] == ["Bearer old", "Bearer new"]


def test_without_a_token_it_is_said(web: Web, vault: Vault, rendering: Rendering, notice: Notice) -> None:
    with pytest.raises(DeliveryError, match="slack_token is not configured") as raised:
        channel(web, vault).send(to("slack://#cloud"), rendering, notice)
    assert raised.value.permanent


def test_the_renderings_own_message_is_posted(rendering: Rendering, notice: Notice) -> None:
    card = {"blocks": [{"type": "divider"}]}
    made = payload(replace(rendering, data={"slack": card}), notice)
    assert made["blocks"] == card["blocks"]
    assert made["text"].startswith("payments-prod")  # what a telephone shows


def test_a_long_text_is_cut(rendering: Rendering, notice: Notice) -> None:
    made = payload(replace(rendering, text="x" * 100_000), notice)
    assert len(made["text"]) < 13_000
    assert made["text"].endswith("has all of it)")


@given(st.text())
def test_nothing_becomes_a_link_or_a_mention(text: str) -> None:
    """Slack: <!channel>, <@U1> and <https://...> need the brackets."""
    assert not {"<", ">"} & set(escaped(text))
