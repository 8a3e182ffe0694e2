"""A notice as JSON for programs."""

from __future__ import annotations

from typing import Any

import pytest

from mailer import machine, notice
from tests.mailer.golden import account
from tests.mailer.messages import message
from tests.mailer.variants import MESSAGES

# Version 1. Whoever removes or renames one breaks those who read it.
KEYS = {
    *("schema", "version", "notice_id", "kind", "outcome", "account", "account_name", "region", "policy"),
    *("severity", "controls", "description", "sentence", "detail", "resource_type", "resources", "links"),
    *("changes", "principal", "source_ip", "user_agent", "event", "time", "entry", "undo", "approve"),
    *("approve_until", "attempts"),
}


def test_every_notice_has_all_keys() -> None:
    for given in MESSAGES.values():
        data = machine.of_notice(notice.of_message(given, account()), given)
        assert set(data) == KEYS


def test_docs_name_each_key() -> None:
    from tests.conftest import ROOT

    page = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
    assert not [key for key in KEYS if f"`{key}`" not in page]


def test_an_approval_has_its_command() -> None:
    given = MESSAGES["approval"]
    data = machine.of_notice(notice.of_message(given, account()), given)
    assert data["approve"] == f"c7n-reflex approve {data['entry']}"
    assert data["approve_until"] == "2026-11-24T05:14:07Z"
    assert machine.of_notice(notice.of_message(message(), account()), message())["approve"] == ""


def test_a_word_stays_and_everything_else_is_hashed() -> None:
    assert machine.word("a:b") == "a:b"
    for text in ("", "a b", "ü", "x" * 129):
        assert len(machine.word(text)) == 64
    assert machine.word("a b") != machine.word("a c")


@pytest.mark.parametrize(
    "event", ["x", ["x"], {"detail": "x", "detail-type": "Heartbeat"}, {"detail": ["x"]}]
)
def test_an_event_of_another_shape_is_told_of_all_the_same(event: Any) -> None:
    given = message(event=event)
    data = machine.of_notice(notice.of_message(given, account()), given)
    assert data["event"] == ("Heartbeat" if isinstance(event, dict) and "detail-type" in event else "")
