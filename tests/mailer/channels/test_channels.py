"""A channel for every medium, whatever is configured."""

from __future__ import annotations

import pytest

from mailer import channels
from mailer.errors import DeliveryError
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Notice
from tests.mailer.channels.conftest import Vault

RECEIPTS = {"table": "t", "region": "us-east-1", "lease_seconds": 60}


def test_there_is_one_for_each_and_nobody_is_asked() -> None:
    vault = Vault()
    assert set(channels.of({"receipts": RECEIPTS}, vault)) == set(Medium)
    assert vault.asked == []


@pytest.mark.parametrize(
    ("config", "problem"),
    [({}, "tickets are not configured"), ({"tickets": {"jira": {"url": "x"}}}, "tickets.jira")],
)
def test_tickets_that_are_not_configured_say_so(
    config: dict[str, object], problem: str, rendering: Rendering, notice: Notice
) -> None:
    made = channels.of({"receipts": RECEIPTS, **config}, Vault())
    with pytest.raises(DeliveryError, match=problem) as raised:
        made[Medium.TICKET].send(Recipient(Medium.TICKET, "jira:PAY"), rendering, notice)
    assert raised.value.permanent
