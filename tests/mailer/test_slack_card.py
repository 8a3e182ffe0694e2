"""A page as a message of Slack's."""

from __future__ import annotations

from typing import Any

import pytest

from mailer import slack_card
from mailer.difference import Line
from mailer.page import Block, Changed, Copyable, Fact, Facts, Listing, Page, Paragraph, Section, Tone

LINK = "https://eu-west-1.console.aws.amazon.com/secretsmanager/secret?name=a&region=eu-west-1"


def page(*blocks: Block, **changes: Any) -> Page:
    given = {"subject": "s", "tone": Tone.GOOD, "label": "Fixed", "footer": "f"}
    return Page(sections=(Section("WHAT HAPPENED", blocks),), **{**given, **changes})


def section(*blocks: Block) -> str:
    [_, made, _] = slack_card.message(page(*blocks))["blocks"]
    return str(made["text"]["text"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a & b", "a &amp; b"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold* ~gone~ `code`", "\u2217bold\u2217 \u223cgone\u223c \u02cbcode\u02cb"),
        ("my_role_name", "my_role_name"),
        ("_italic_", "\uff3fitalic\uff3f"),
        (":tada:", "\u2236tada:"),
        ("04:14:07", "04:14:07"),
    ],
)
def test_text_means_only_itself(text: str, shown: str) -> None:
    assert slack_card.escaped(text) == shown
    assert section(Paragraph(text)) == f"*WHAT HAPPENED*\n{shown}"


def test_facts_are_code_or_links() -> None:
    facts = Facts((Fact("who", "my_role*"), Fact("resource", "a|b>", LINK)))
    assert section(facts).split("\n")[1:] == [
        "who: `my_role*`",
        f"resource: <{LINK.replace('&', '&amp;')}|a|b&gt;>",
    ]
    assert section(Listing((Fact("igw-1", "Fixed.", LINK),))).endswith("|igw-1>: Fixed.")


def test_what_is_to_be_copied_is_between_fences_that_nothing_ends() -> None:
    assert section(Copyable(("a", "```", "<b>"))).split("\n")[1:] == [
        "```",
        "a",
        "\u02cb\u02cb\u02cb",
        "&lt;b&gt;",
        "```",
    ]
    changed = Changed((Line("-", "a"), Line("", "b")), "It was:")
    assert section(changed).split("\n")[1:] == ["It was:", "```", "- a", "  b", "```"]


def test_a_long_section_becomes_several() -> None:
    made = slack_card.message(page(*[Paragraph("x" * 1400)] * 4))["blocks"]
    assert [len(each["text"]["text"]) for each in made[1:-1]] == [2817, 2801]


def test_a_long_header_is_cut_without_half_an_entity() -> None:
    made = slack_card.message(page(subject="&" * 200))["blocks"][0]["text"]["text"]
    assert len(made) <= 150
    assert made.endswith("&amp;...")
