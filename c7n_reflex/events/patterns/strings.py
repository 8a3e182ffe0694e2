"""Tests on text. The engine compares strings with their JSON quotes on, so these take and keep them.

That is why a prefix may end, and a suffix begin, with a quote: `{"prefix": "abc\\""}` is true of "abc" alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

TextTest = Callable[[str], bool]


def prefix(wanted: str) -> TextTest:
    """True of texts that begin with `wanted`."""
    start = f'"{wanted}'
    return lambda quoted: quoted.startswith(start)


def suffix(wanted: str) -> TextTest:
    """True of texts that end with `wanted`."""
    end = f'{wanted}"'
    return lambda quoted: quoted.endswith(end)


def equals(wanted: str) -> TextTest:
    """True of this text."""
    whole = f'"{wanted}"'
    return lambda quoted: quoted == whole


def equals_ignoring_case(wanted: str) -> TextTest:
    """True of this text in any mixture of cases."""
    match = re.compile(f'"{_any_case(wanted)}"', re.DOTALL).fullmatch
    return lambda quoted: match(quoted) is not None


def prefix_ignoring_case(wanted: str) -> TextTest:
    """True of texts that begin with `wanted` in any mixture of cases."""
    match = re.compile(f'"{_any_case(wanted)}', re.DOTALL).match
    return lambda quoted: match(quoted) is not None


def suffix_ignoring_case(wanted: str) -> TextTest:
    """True of texts that end with `wanted` in any mixture of cases."""
    search = re.compile(rf'{_any_case(wanted)}"\Z', re.DOTALL).search
    return lambda quoted: search(quoted) is not None


def wildcard(wanted: str) -> TextTest:
    """True of texts in which each `*` of `wanted` stands for any run of characters.

    `\\*` and `\\\\` are the characters themselves.
    Raises ValueError for two `*` in a row or a backslash before anything else.
    """
    first, *rest = _between_wildcards(f'"{wanted}"')
    if not rest:
        return lambda quoted: quoted == first
    middle, last = rest[:-1], rest[-1]

    def test(quoted: str) -> bool:
        if len(quoted) < len(first) + len(last) or not (quoted.startswith(first) and quoted.endswith(last)):
            return False
        position, end = len(first), len(quoted) - len(last)
        # The leftmost place for each piece leaves the most room for the next: no backtracking is needed.
        for piece in middle:
            found = quoted.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        return True

    return test


def _any_case(wanted: str) -> str:
    return "".join(_either_case(character) for character in wanted)


def _either_case(character: str) -> str:
    # Java folds one UTF-16 unit at a time, so characters beyond the basic plane keep their case.
    if ord(character) > 0xFFFF:
        return character
    cases = {character.lower(), character.upper()}
    return f"(?:{'|'.join(sorted(re.escape(case) for case in cases))})"


def _between_wildcards(quoted: str) -> list[str]:
    pieces = [""]
    characters = iter(range(len(quoted)))
    for index in characters:
        character, following = quoted[index], quoted[index + 1 : index + 2]
        if character == "*":
            if following == "*":
                raise ValueError(f"consecutive wildcard characters at position {index - 1}")
            pieces.append("")
        elif character == "\\":
            if following not in ("*", "\\"):
                raise ValueError(f"invalid escape character at position {index - 1}")
            pieces[-1] += following
            next(characters)
        else:
            pieces[-1] += character
    return pieces
