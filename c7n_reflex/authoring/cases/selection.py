"""`-k EXPRESSION`: which cases are run, by words joined with and, or, not, as pytest has it."""

from __future__ import annotations

import re
from collections.abc import Callable

from c7n_reflex.errors import InputError

Selects = Callable[[str], bool]
_TOKEN = re.compile(r"""\s*(?:(?P<join>[()])|"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s()"']+))""")
_EXAMPLE = """write it as: security-group and not "10.0.0.0/8\""""


def selects(expression: str) -> Selects:
    """A function that says whether a case, as `policy::name`, is meant. Capitals do not matter.

    A word is looked for anywhere in it; words that follow each other without a join, or stand in quotes, are
    one text. InputError for what is no expression.
    """
    tokens = _tokens(expression)
    parser = _Parser(tokens, expression)
    found = parser.either()
    if parser.tokens:
        raise parser.wrong(f"{parser.tokens[0][1]!r} is not expected there")
    return found


def _tokens(expression: str) -> list[tuple[str, str]]:
    """(kind, text): "join" for parentheses and the three words, or "text"."""
    found: list[tuple[str, str]] = []
    at, text = 0, expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise InputError(f"-k {expression!r}: a quote is not closed", remedy=_EXAMPLE)
        at = match.end()
        word = match["word"] or ""
        if match["join"] or word.lower() in ("and", "or", "not"):
            found.append(("join", match["join"] or word.lower()))
        else:
            found.append(("text", (word or match["quoted"] or match["single"] or "").lower()))
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], expression: str) -> None:
        self.tokens, self._expression = tokens, expression

    def wrong(self, what: str) -> InputError:
        return InputError(f"-k {self._expression!r}: {what}", remedy=_EXAMPLE)

    def either(self) -> Selects:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return lambda name: any(part(name) for part in parts)

    def _both(self) -> Selects:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return lambda name: all(part(name) for part in parts)

    def _one(self) -> Selects:
        if self._took("not"):
            inner = self._one()
            return lambda name: not inner(name)
        if self._took("("):
            inner = self.either()
            if not self._took(")"):
                raise self.wrong("a parenthesis is not closed")
            return inner
        return self._text()

    def _text(self) -> Selects:
        words = []
        while self.tokens and self.tokens[0][0] == "text":
            words.append(self.tokens.pop(0)[1])
        if not words:
            raise self.wrong(
                f"{self.tokens[0][1]!r} is not expected there" if self.tokens else "a word is missing"
            )
        wanted = " ".join(words)
        return lambda name: wanted in name.lower()

    def _took(self, join: str) -> bool:
        if self.tokens and self.tokens[0] == ("join", join):
            self.tokens.pop(0)
            return True
        return False
