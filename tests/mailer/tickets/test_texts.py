"""Markup of ticket systems in texts that others chose."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mailer.tickets import texts

_PIECES = [
    "{noformat}",
    "{NoFormat:title=x}",
    "{ noformat",
    "{",
    "}",
    "[code]",
    "[/CODE]",
    "[",
    " ",
    "\n",
    "a",
    "\u202e",
]
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=5), max_size=60).map("".join)


@given(_TEXTS, st.sampled_from(["", "c7n-reflex notice 12"]))
def test_nothing_ends_jiras_block_but_its_end(text: str, mark: str) -> None:
    body = texts.wiki(text, mark)
    ends = [match.start() for match in re.finditer(r"\{noformat", body, re.IGNORECASE)]
    end = len(body) - len("{noformat}") - (len(mark) + 1 if mark else 0)
    assert ends == [0, end]


@given(_TEXTS)
def test_nothing_is_html_in_a_journal(text: str) -> None:
    assert not re.search(r"\[/?code\]", texts.journal(text, ""), re.IGNORECASE)


@given(st.text(max_size=400), st.integers(60, 300), st.sampled_from(["", "c7n-reflex notice 12"]))
def test_what_is_cut_says_so_and_keeps_its_mark(text: str, longest: int, mark: str) -> None:
    longest += 200
    for body in (texts.wiki(text * 3, mark, longest), texts.journal(text * 3, mark, longest)):
        assert len(body) <= longest
        assert body.endswith(mark)


def test_what_fits_is_not_touched() -> None:
    assert texts.journal("a\nb", "m") == "a\nb\n\nm"
    assert texts.wiki("a\nb", "") == "{noformat}\na\nb\n{noformat}"


@given(st.text(max_size=400), st.integers(10, 255))
def test_a_title_is_one_line(text: str, longest: int) -> None:
    line = texts.title(text, longest)
    assert 0 < len(line) <= longest
    assert line.isprintable()


def test_digests_of_different_parts_differ() -> None:
    parts = [
        ("ab", "c"),
        ("a", "bc"),
        ("a", "b", "c"),
        ("a\0b", "c"),
        ("a", "b\0c"),
        ("a\0", "c"),
        ("a", "\0c"),
    ]
    assert len({texts.digest(*each) for each in parts}) == len(parts)
