"""`ids` finds less: an alternative of `a || b` is missing, or it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Key, Replace
from c7n_reflex.authoring.mutation.elements import Proposal
from c7n_reflex.policyfiles.sources import dotted

NAME = "narrow-ids"
NOTHING = "nothing"  # a field that no event has
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "'\"`"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Of each `ids` that is written out; none for type account, where ids name nothing.

    The order of alternatives is left as it is: mostly they are the same id, at two places of the event.
    """
    if str(data.get("resource", "")).removeprefix("aws.") == "account":
        return
    for key, expression in _written(data):
        parts = alternatives(expression)
        if len(parts) == 1:
            yield Proposal(Replace(key, NOTHING), f"{dotted(key)} finds nothing")
        for n, part in enumerate(parts if len(parts) > 1 else ()):
            rest = " || ".join(each for m, each in enumerate(parts) if m != n)
            yield Proposal(Replace(key, rest), f"{dotted(key)} without {part}")


def _written(data: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    mode = data.get("mode") or {}
    if isinstance(mode.get("ids"), str):
        yield ("mode", "ids"), mode["ids"]
    for n, event in enumerate(mode.get("events") or ()):
        if isinstance(event, Mapping) and isinstance(event.get("ids"), str):
            yield ("mode", "events", n, "ids"), event["ids"]


def alternatives(expression: str) -> list[str]:
    """The parts of a JMESPath between `||` that stand in no brackets and no quotes."""
    parts, start, depth, n = [], 0, 0, 0
    while n < len(expression):
        sign = expression[n]
        if sign in _QUOTES:
            n = _end_of_quote(expression, n)
        elif sign in _CLOSING:
            depth += 1
        elif sign in _CLOSING.values():
            depth -= 1
        elif depth == 0 and expression.startswith("||", n):
            parts.append(expression[start:n].strip())
            start, n = n + 2, n + 1
        n += 1
    return [*parts, expression[start:].strip()]


def _end_of_quote(expression: str, start: int) -> int:
    n = start + 1
    while n < len(expression) and expression[n] != expression[start]:
        n += 2 if expression[n] == "\\" else 1
    return n
