"""A notice as it is read: sections of blocks, which templates and cards turn into their own form.

All texts are on one line and contain no markup; whoever shows them escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mailer.difference import Line


class Tone(StrEnum):
    """What colour goes with it."""

    GOOD = "good"  # done
    NEWS = "news"  # nothing was changed
    ASK = "ask"  # something is wanted of the reader
    BAD = "bad"  # something went wrong


@dataclass(frozen=True)
class Paragraph:
    """A sentence or a few."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Fact:
    """Something that has a name. `url` is where it is shown in the AWS console, or ""."""

    name: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """What belongs together."""

    kind: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Listing:
    """Many of the same. An item's link is on its name; where it has none, on its value."""

    kind: ClassVar[str] = "listing"
    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Copyable:
    """Lines to be copied as they are: commands, YAML."""

    kind: ClassVar[str] = "copyable"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """What differs; `title` says what is shown, where it is not before and after."""

    kind: ClassVar[str] = "changed"
    lines: tuple[Line, ...]
    title: str = ""


Block = Paragraph | Facts | Listing | Copyable | Changed


@dataclass(frozen=True)
class Section:
    """A heading and what is below it."""

    heading: str  # a constant of ours, never a text from elsewhere
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """The whole."""

    subject: str
    tone: Tone
    label: str  # one word or two of what it is: "Fixed", "Approval wanted"
    sections: tuple[Section, ...]
    footer: str
    greeting: str = ""
    remarks: tuple[str, ...] = ()  # why it is this reader who is told
    facts: tuple[Fact, ...] = field(default=())  # at a glance, for cards and pages
