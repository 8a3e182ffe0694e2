"""What differs between two states of a resource: lines that begin with - (only before) or + (only after)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mailer.plain import one_line, unfolded

_MOST_LINES = 40
_LONGEST_LINE = 400  # characters
_WIDE = 90  # an item of a list that is longer is shown on several lines
_CUT = "... (cut; the ledger has all of it)"

_Leaf = tuple[str, Any]


@dataclass(frozen=True)
class Line:
    """One line. `sign`: "-" it was so before, "+" it is so afterwards, "" neither is said."""

    sign: str
    text: str


def difference(before: Any, after: Any) -> tuple[Line, ...]:
    """Only what differs. The order of lists does not count: AWS promises none. Nothing there is None."""
    old, new = _leaves(before), _leaves(after)
    return _fitting((*_lines("-", _without(old, new)), *_lines("+", _without(new, old))))


def state(value: Any) -> tuple[Line, ...]:
    """A state by itself, where it is not known what becomes of it."""
    return _fitting(tuple(_lines("", _leaves(value))))


def _fitting(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    short = tuple(
        Line(each.sign, each.text if len(each.text) <= _LONGEST_LINE else each.text[:_LONGEST_LINE] + _CUT)
        for each in lines
    )
    return short if len(short) <= _MOST_LINES else (*short[:_MOST_LINES], Line("", _CUT))


def _without(leaves: Iterable[_Leaf], others: Iterable[_Leaf]) -> Iterator[_Leaf]:
    left = Counter(map(_text, others))
    for leaf in leaves:
        if left[text := _text(leaf)]:
            left[text] -= 1
        else:
            yield leaf


def _lines(sign: str, leaves: Iterable[_Leaf]) -> Iterator[Line]:
    for path, value in leaves:
        text = _text(value)
        if not isinstance(value, dict | list) or len(text) <= _WIDE:
            yield Line(sign, one_line(f"{path}: {text}"))
            continue
        first, *rest = json.dumps(value, indent=2, sort_keys=True, default=str, ensure_ascii=False).split(
            "\n"
        )
        yield Line(sign, one_line(f"{path}: {first}"))
        yield from (Line(sign, _indent(each) + one_line(each)) for each in rest)


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" ")))


def _leaves(state: Any) -> list[_Leaf]:
    return [] if state is None else list(_paths("", unfolded(state)))


def _paths(path: str, value: Any) -> Iterator[_Leaf]:
    """Values with their paths. Items of a list stay whole: without an order an index says nothing."""
    if isinstance(value, dict) and value:
        for key, item in sorted(value.items()):
            yield from _paths(f"{path}.{key}" if path else str(key), item)
    elif isinstance(value, list) and value:
        yield from ((f"{path}[]", item) for item in value)
    else:
        yield path or "state", value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
