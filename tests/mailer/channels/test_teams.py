"""Teams, whose webhooks say no inside of a 200."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mailer.channels.http import Http
from mailer.channels.teams import TeamsChannel, payload
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from mailer.secrets import Secrets
from tests.mailer.channels.conftest import Vault
from tests.mailer.channels.servers import Web

REFUSED = (
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {} with ..."
)
HOOK = "/c7n-reflex/notices/teams"


def send(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, address: str = f"teams://ssm:{HOOK}"
) -> None:
    vault.values.setdefault(HOOK, web.url)
    channel = TeamsChannel(Secrets(vault, "us-east-1"), Http())
    channel.send(Recipient(Medium.TEAMS, address), rendering, notice)


@pytest.mark.parametrize("answer", [(200, "1", {}), (202, "", {})])  # a connector; a workflow
def test_a_card_is_posted(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, answer: tuple[int, str, dict[str, str]]
) -> None:
    web.answers = [answer]
    send(web, vault, rendering, notice)
    [body] = web.bodies
    [attachment] = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "igw-1 <was> detached & all." in json.dumps(attachment["content"])


@pytest.mark.parametrize(("status", "permanent"), [(429, False), (400, True), (413, True), (503, False)])
def test_a_refusal_inside_of_a_200_is_an_error(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, status: int, permanent: bool
) -> None:
    web.answers = [(200, REFUSED.format(status), {})]
    with pytest.raises(DeliveryError, match=f"Teams refused the message: {status}") as raised:
        send(web, vault, rendering, notice)
    assert raised.value.permanent is permanent
    assert (raised.value.retry_after > 0) == (status == 429)


def test_a_webhook_that_is_gone_is_said_without_its_address(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    web.answers = [(404, "", {})]
    with pytest.raises(DeliveryError) as raised:
        send(web, vault, rendering, notice)
    assert str(raised.value) == "Teams answered 404"
    assert raised.value.permanent


def test_a_webhook_that_is_refused_is_read_again(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice
) -> None:
    """It has been changed, perhaps."""
    vault.values[HOOK] = web.url
    web.answers = [(404, "", {}), (202, "", {})]
    channel = TeamsChannel(Secrets(vault, "us-east-1"), Http())
    to = Recipient(Medium.TEAMS, f"teams://ssm:{HOOK}")
    with pytest.raises(DeliveryError):
        channel.send(to, rendering, notice)
    for _ in range(2):
        channel.send(to, rendering, notice)
    assert vault.asked == [HOOK] * 2


@pytest.mark.parametrize("address", ["teams://", "teams://General", "teams://ssm:/nothing"])
def test_what_is_no_webhook_is_refused_for_good(
    web: Web, vault: Vault, rendering: Rendering, notice: Notice, address: str
) -> None:
    with pytest.raises(DeliveryError) as raised:
        send(web, vault, rendering, notice, address)
    assert raised.value.permanent
    assert web.got == []


def test_the_renderings_own_card_is_posted_unless_it_is_too_large(
    rendering: Rendering, notice: Notice
) -> None:
    own = {"type": "message", "attachments": [{"content": {"body": ["x"]}}]}
    assert payload(replace(rendering, data={"teams": own}), notice) == own
    large = {"type": "message", "attachments": ["x" * 30_000]}
    made = payload(replace(rendering, text="y" * 30_000, data={"teams": large}), notice)
    assert len(json.dumps(made).encode()) < 28_000
    assert "has all of it)" in json.dumps(made)
