"""What owners were told, as text."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from c7n_reflex.drill import notices
from c7n_reflex.drill.notices import Told

NAMES = {"1": "payments-prod"}


def _arrived(**changed: Any) -> dict[str, Any]:
    fields = {
        "message_id": "m1",
        "endpoint": "owner@example.com",
        "protocol": "email",
        "account": "1",
        "subject": "a gateway was detached",
        "message": "What happened:\nit was attached",
        "received": 103.0,
    }
    return fields | changed


def _told(*changes: dict[str, Any]) -> list[Told]:
    return notices.of_inbox([_arrived(**changed) for changed in changes], NAMES)


def _shown(told: list[Told], *, full: bool = False) -> str:
    console = Console(file=io.StringIO(), width=120, no_color=True)
    notices.show(told, console, full=full)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_what_people_got_is_told_from_what_machines_got() -> None:
    told = _told({}, {"protocol": "sqs"}, {"protocol": "lambda"}, {"protocol": "ses", "account": "2"})
    assert [(each.protocol, each.account) for each in told] == [("email", "payments-prod"), ("ses", "2")]


def test_html_is_kept_where_there_is_some() -> None:
    assert [each.html for each in _told({}, {"html": "<p>"})] == ["", "<p>"]


def test_each_owner_has_a_line_with_how_many_and_the_subjects() -> None:
    text = _shown(_told({}, {}, {"subject": "[other]"}, {"endpoint": "another@example.com"}))
    assert "(4 messages)" in text
    another, owner, other = [line.split() for line in text.splitlines() if "detached" in line or "[" in line]
    assert another[:2] == ["another@example.com", "1"]
    assert owner[:2] == ["owner@example.com", "3"]
    assert owner[-2:] == ["(2", "times)"]
    assert other == ["[other]"]
    assert "it was attached" not in text


def test_in_full_every_message_is_there_as_it_was_read() -> None:
    text = _shown(_told({}, {"subject": "[bold]other", "message": "[/nothing] else"}), full=True)
    assert (
        "payments-prod to owner@example.com (email)\nSubject: a gateway was detached\n\nWhat happened:\nit"
        in text
    )
    assert "Subject: [bold]other\n\n[/nothing] else" in text


@pytest.mark.parametrize("full", [True, False])
def test_a_terminal_is_not_told_what_to_do(full: bool) -> None:
    nasty = "\x1b[2Jgone\x07"
    text = _shown(_told({"subject": nasty, "message": nasty, "endpoint": "owner@example.com"}), full=full)
    assert "\x1b[2J" not in text
    assert "\\x1b" in text


@given(st.text())
def test_no_text_keeps_a_control_character(text: str) -> None:
    (told,) = _told({"subject": text, "message": text})
    assert all(each.isprintable() for each in told.subject)
    assert all(each.isprintable() or each == "\n" for each in told.text)
