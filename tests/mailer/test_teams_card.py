"""A page as an adaptive card."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mailer import teams_card
from mailer.difference import Line
from mailer.page import Block, Changed, Copyable, Fact, Listing, Page, Paragraph, Section, Tone

LINK = "https://eu-west-1.console.aws.amazon.com/ec2"


def card(*blocks: Block, **changes: Any) -> dict[str, Any]:
    given = {"subject": "s", "tone": Tone.GOOD, "label": "Fixed", "footer": "f"}
    made = teams_card.message(Page(sections=(Section("WHAT HAPPENED", blocks),), **{**given, **changes}))
    content: dict[str, Any] = made["attachments"][0]["content"]
    return content


def runs(*blocks: Block) -> list[dict[str, Any]]:
    """Between the heading and the footer."""
    return [each["inlines"][0] for each in card(*blocks)["body"][3:-1]]


def test_it_is_a_card_of_a_version_that_teams_reads() -> None:
    made = card()
    assert (made["type"], made["version"]) == ("AdaptiveCard", "1.4")
    assert [each["inlines"][0]["text"] for each in made["body"]] == ["Fixed", "s", "WHAT HAPPENED", "f"]


def test_markdown_is_shown_as_it_is() -> None:
    text = "**x** [y](https://evil.example) <at>z</at>"
    assert runs(Paragraph(text)) == [{"type": "TextRun", "text": text}]


def test_lines_are_lines_and_keep_their_indentation() -> None:
    texts = [each["text"] for each in runs(Copyable(("- a: 1", "  b: 2", "")))]
    assert texts == ["- a: 1", "\u00a0\u00a0b: 2", "\u00a0"]


def test_what_differs_is_coloured() -> None:
    made = runs(Changed((Line("-", "a"), Line("+", "b"), Line("", "c"))))
    assert [each.get("color") for each in made] == ["Attention", "Good", None]
    assert {each["fontType"] for each in made} == {"Monospace"}


@pytest.mark.parametrize(("tone", "colour"), [(Tone.BAD, "Attention"), (Tone.ASK, "Warning")])
def test_the_label_has_the_colour_of_its_tone(tone: Tone, colour: str) -> None:
    assert card(tone=tone)["body"][0]["inlines"][0]["color"] == colour


def test_the_console_is_a_button_where_there_is_one() -> None:
    assert "actions" not in card()
    [action] = card(facts=(Fact("account", "a"), Fact("resource", "i-1", LINK)))["actions"]
    assert (action["type"], action["url"]) == ("Action.OpenUrl", LINK)


def test_items_are_named() -> None:
    made = runs(Listing((Fact("", "igw-1"), Fact("igw-2", "Fixed."))))
    assert [each["text"] for each in made] == ["• igw-1", "igw-2: Fixed."]


def test_what_is_too_long_is_cut_and_says_so() -> None:
    made = card(*([Paragraph("ü" * 900)] * 40))
    assert len(json.dumps(made).encode()) < 27_000
    assert "cut; the ledger has all" in made["body"][-2]["inlines"][0]["text"]
