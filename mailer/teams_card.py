"""A page as an adaptive card for Microsoft Teams.

Teams reads Markdown in TextBlocks and facts ("Format text in cards"); a TextRun of a RichTextBlock (Adaptive
Cards 1.2) shows what it is given, so all texts are in those. A message of more than 28 KB is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mailer.page import Block, Changed, Copyable, Facts, Listing, Page, Paragraph, Tone
from mailer.plain import shortened

JSON = dict[str, Any]

_CUT = "... (cut; the ledger has all of it)"
_ALL = 24_000  # bytes
_LONGEST = 1000  # characters of a line
_COLOURS = {Tone.GOOD: "Good", Tone.NEWS: "Accent", Tone.ASK: "Warning", Tone.BAD: "Attention"}
_SIGNS = {"-": {"color": "Attention"}, "+": {"color": "Good"}}


def message(page: Page) -> JSON:
    """The message for a webhook or a workflow: a card among its attachments."""
    card: JSON = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": list(_body(page)),
    }
    links = [
        {"type": "Action.OpenUrl", "title": "Open in the AWS console", "url": each.url}
        for each in page.facts
        if each.url
    ]
    if links:
        card["actions"] = links
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def _body(page: Page) -> Iterator[JSON]:
    head = [
        _line(page.label, {"color": _COLOURS[page.tone], "weight": "Bolder"}),
        _line(page.subject, {"size": "Large", "weight": "Bolder"}),
        *(_line(f"{each.name}: {each.value}", {"isSubtle": True}, spacing="None") for each in page.facts),
        *(_line(each, {"weight": "Bolder"}) for each in page.remarks),
    ]
    yield from head
    room = _ALL - _size(head)
    for item in _items(page):
        room -= _size(item)
        if room < 0:
            yield _line(_CUT)
            break
        yield item
    yield {**_line(shortened(page.footer, 500), {"isSubtle": True, "size": "Small"}), "separator": True}


def _size(value: Any) -> int:
    return len(json.dumps(value).encode()) + 2


def _items(page: Page) -> Iterator[JSON]:
    for section in page.sections:
        yield _line(section.heading, {"weight": "Bolder", "size": "Small"}, spacing="Large")
        for block in section.blocks:
            yield from _of_block(block)


def _of_block(block: Block) -> Iterator[JSON]:
    """Lines are blocks of their own: what a TextRun does with a line break is not said."""
    match block:
        case Paragraph(text=text):
            yield _line(text)
        case Facts(facts=facts) | Listing(items=facts):
            for each in facts:
                yield _line(f"{each.name}: {each.value}" if each.name else f"• {each.value}", spacing="None")
        case Copyable(lines=lines):
            yield from (_code(each) for each in lines)
        case Changed(lines=changed, title=title):
            if title:
                yield _line(title)
            yield from (_code(f"{each.sign:1} {each.text}", _SIGNS.get(each.sign, {})) for each in changed)


def _code(text: str, style: JSON | None = None) -> JSON:
    # Leading spaces would be lost; no-break spaces are not.
    kept = text.lstrip(" ")
    shown = "\u00a0" * (len(text) - len(kept)) + kept
    return _line(shown, {"fontType": "Monospace", **(style or {})}, spacing="None")


def _line(text: str, style: JSON | None = None, *, spacing: str = "") -> JSON:
    """A line of text, without any markup."""
    run = {"type": "TextRun", "text": shortened(text, _LONGEST) or "\u00a0", **(style or {})}
    return {"type": "RichTextBlock", "inlines": [run]} | ({"spacing": spacing} if spacing else {})
