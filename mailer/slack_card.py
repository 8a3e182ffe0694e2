"""A page as a message of Slack's.

Slack reads `mrkdwn` (its "Formatting text for app surfaces"): &, < and > are written as entities, so that
nothing becomes a link or a mention; what would format is written by a look-alike, and `verbatim` leaves names
alone. Lengths are Block Kit's; messages of more than 13,000 characters are refused (slackapi/bolt-js 2509).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mailer.page import Block, Changed, Copyable, Fact, Facts, Listing, Page, Paragraph, Section
from mailer.plain import shortened

JSON = dict[str, Any]

CUT = "... (cut; the ledger has all of it)"
_HEADER, _SECTION, _BLOCKS = 150, 3000, 48  # characters, characters, blocks: 50 are allowed
_ALL = 12_000  # characters
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # italics begin and end at the edge of a word
_EMOJI = re.compile(r":(?=[a-z+-][a-z0-9_+'-]*:)")


def message(page: Page) -> JSON:
    """`{"text", "blocks"}` for chat.postMessage and webhooks."""
    blocks: list[JSON] = [{"type": "header", "text": _plain(f"{page.label}: {page.subject}")}]
    if page.facts:
        blocks.append(_section("\n".join(_fact(each) for each in page.facts)))
    blocks += [_section(escaped(each)) for each in page.remarks]
    room = _ALL - len(json.dumps(blocks))
    for section in page.sections:
        made = list(_of_section(section))
        room -= len(json.dumps(made, ensure_ascii=False))
        if room < 0 or len(blocks) + len(made) > _BLOCKS:
            blocks.append(_section(CUT))
            break
        blocks += made
    footer = {"type": "mrkdwn", "text": escaped(shortened(page.footer, 500)), "verbatim": True}
    blocks.append({"type": "context", "elements": [footer]})
    return {"text": escaped(page.subject), "blocks": blocks}


def escaped(text: str) -> str:
    """`text` as mrkdwn that means only itself."""
    plain = _entities(text).replace("*", "\u2217").replace("~", "\u223c").replace("`", "\u02cb")
    return _EMOJI.sub("\u2236", _EDGE.sub("\uff3f", plain))


def code(text: str) -> str:
    """`text` for between backticks: there only they, and entities, mean something."""
    return _entities(text).replace("`", "\u02cb")


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> JSON:
    # Slack reads entities in plain text, too, but neither links nor mentions.
    return {"type": "plain_text", "text": _cut(code(text), _HEADER), "emoji": False}


def _section(text: str) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _of_section(section: Section) -> Iterator[JSON]:
    """One of Slack's sections for the heading and what follows, more if that is too long for one."""
    text = f"*{section.heading}*"
    for piece in (piece for block in section.blocks for piece in _pieces(block)):
        if len(text) + len(piece) + 1 > _SECTION:
            yield _section(text)
            text = piece
        else:
            text += f"\n{piece}"
    yield _section(text)


def _pieces(block: Block) -> Iterator[str]:
    """Its text in pieces that may each begin a section of their own: none is longer than half of one."""
    match block:
        case Paragraph(text=text):
            yield _cut(escaped(text), _SECTION // 2)
        case Facts(facts=facts):
            yield from (_fact(each) for each in facts)
        case Listing(items=items):
            yield from (f"• {_item(each)}" for each in items)
        case Copyable(lines=lines):
            yield _fence(lines)
        case Changed(lines=changed, title=title):
            if title:
                yield escaped(title)
            yield _fence(tuple(f"{each.sign:1} {each.text}" for each in changed))


def _fact(fact: Fact) -> str:
    if fact.url:
        shown = f"<{_entities(fact.url)}|{_cut(escaped(fact.value), _SECTION // 4)}>"
    else:
        shown = f"`{_cut(code(fact.value), _SECTION // 4) or ' '}`"
    return f"{escaped(fact.name)}: {shown}" if fact.name else shown


def _item(item: Fact) -> str:
    """What a link is on, is its name if it has one."""
    if not item.name:
        return _fact(item)
    said = _cut(escaped(item.value), _SECTION // 4)
    return f"{_fact(Fact('', item.name, item.url))}: {said}"


def _fence(lines: tuple[str, ...]) -> str:
    kept, room = [], _SECTION // 2
    for line in lines:
        shown = _cut(code(line), _SECTION // 4)
        room -= len(shown) + 1
        if room < 0:
            kept.append(CUT)
            break
        kept.append(shown)
    return "\n".join(("```", *kept, "```"))


def _cut(text: str, most: int) -> str:
    """At most so many characters, without half an entity at the end."""
    if len(text) <= most:
        return text
    return re.sub(r"&[a-z]*$", "", text[: most - 3]) + "..."
