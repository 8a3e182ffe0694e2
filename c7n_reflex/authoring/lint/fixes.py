"""Mistakes that can be corrected safely: the characters of one name are replaced, everything else stays."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from c7n_reflex.authoring.lint.base import Fix
from c7n_reflex.authoring.lint.located import Edit, Located
from c7n_reflex.authoring.lint.marks import Key, Marks
from c7n_reflex.errors import InputError

_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}_.:/-")  # may stand without quotes in a name
_QUOTES = "\"'"
_MEANT = re.compile(r"did you mean '([^']+)'\?")
_SHORTEST = 4  # characters: shorter names are too near to each other


def edit_for(fix: Fix, policy: Key, marks: Marks, text: str) -> Edit | None:
    """The characters to replace; None where the name is written in a way that forbids it (several lines)."""
    span = marks.scalar((*policy, *fix.key), on_key=fix.on_key)
    if span is None or not _may_replace(span.written or "", fix.text):
        return None
    start, end = span.start, span.end
    if text[start:end][:1] in _QUOTES:
        start, end = start + 1, end - 1
    # An escape, an anchor or a tag before it: not worth the risk.
    return Edit(start, end, text[start:end], fix.text) if text[start:end] == span.written else None


def _may_replace(old: str, new: str) -> bool:
    """Nothing in it needs quotes more than what is there."""
    return new[:1].isalpha() and set(new) - set(old) <= _PLAIN


def misspelling(error: InputError, key: Key, *, on_key: bool) -> Fix | None:
    """The correction of a name that Custodian does not know and that is one slip from one that it does."""
    meant = _MEANT.fullmatch(error.remedy)
    written = re.search(r"'([^']+)'$", error.message)
    if not meant or not written or len(written[1]) < _SHORTEST or not one_slip(written[1], meant[1]):
        return None
    return Fix(key, meant[1], on_key)


def one_slip(written: str, meant: str) -> bool:
    """One character is missing, too much or another, or two neighbours are exchanged; case does not count."""
    one, other = sorted((written.lower(), meant.lower()), key=len)
    first = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) != len(other):
        return len(other) - len(one) == 1 and one[first:] == other[first + 1 :]
    swapped = one[:first] + one[first : first + 2][::-1] + one[first + 2 :]
    return one[first + 1 :] == other[first + 1 :] or swapped == other


def apply(problems: Iterable[Located]) -> int:
    """Write the corrections into the files; how many were made. Of two at the same place, the first."""
    made = 0
    fixable = sorted((each for each in problems if each.edit), key=lambda each: str(each.file))
    for file, group in groupby(fixable, key=lambda each: each.file):
        made += _apply(file, [each.edit for each in group if each.edit])
    return made


def _apply(file: Path, edits: Sequence[Edit]) -> int:
    with file.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    made, upper = 0, len(text)
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        if edit.end <= upper and text[edit.start : edit.end] == edit.old:
            text = text[: edit.start] + edit.new + text[edit.end :]
            upper, made = edit.start, made + 1
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    return made
