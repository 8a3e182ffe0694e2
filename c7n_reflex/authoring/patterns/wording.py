"""Match expressions and values in plain English, long ones shortened.

Operators: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

_LONGEST = 60
_MOST = 5


def wanted(alternatives: Sequence[Any]) -> str:
    """`"a", "b" or text that begins with "c"`."""
    return _either([alternative(each) for each in alternatives])


def found(values: Sequence[Any]) -> str:
    """`is "a"`, `is not there`, `has the values "a", "b"`."""
    shown = list(dict.fromkeys(quoted(value) for value in values))
    if not shown:
        return "is not there"
    if len(shown) == 1:
        return f"is {shown[0]}"
    more = f" and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return f"has the values {', '.join(shown[:_MOST])}{more}"


def hint(alternatives: Sequence[Any], values: Sequence[Any]) -> str:
    """What an author may have overlooked: only the case, or only the type differs."""
    plain = [each for each in alternatives if not isinstance(each, dict)]
    for value in values:
        for each in plain:
            if isinstance(each, str) and isinstance(value, str) and each.casefold() == value.casefold():
                return " (only the case differs)"
            if isinstance(each, str) != isinstance(value, str) and _text(each) == _text(value):
                return f" ({_kind(value)} in the event, {_kind(each)} in the pattern)"
    return ""


def alternative(each: Any) -> str:
    """One alternative of a field, of a pattern that is valid."""
    if not isinstance(each, dict):
        return quoted(each)
    ((name, value),) = each.items()
    return _SAID[name](value)


def quoted(value: Any) -> str:
    """The value as JSON, its middle left out if it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]}…{text[-half + 1 :]}"


def _either(texts: Sequence[str]) -> str:
    shown = list(dict.fromkeys(texts))
    if len(shown) > _MOST + 1:
        shown = [*shown[:_MOST], f"{len(shown) - _MOST} others"]
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _listed(value: Any) -> str:
    return _either([quoted(each) for each in (value if isinstance(value, list) else [value])])


def _edge(verb: str) -> Callable[[Any], str]:
    def said(value: Any) -> str:
        if isinstance(value, dict):
            return f"text that {verb} {_listed(value['equals-ignore-case'])} in any case"
        return f"text that {verb} {_listed(value)}"

    return said


def _anything_but(value: Any) -> str:
    if not isinstance(value, dict):
        return f"anything but {_listed(value)}"
    ((name, inner),) = value.items()
    return f"anything but {_NOT[name]}{_listed(inner)}{' in any case' if 'case' in name else ''}"


def _numeric(value: Any) -> str:
    pairs = [f"{value[index]} {value[index + 1]}" for index in range(0, len(value), 2)]
    return f"a number {' and '.join(pairs)}"


_NOT = {
    "prefix": "text that begins with ",
    "suffix": "text that ends with ",
    "wildcard": "text like ",
    "equals-ignore-case": "",
}
_SAID: dict[str, Callable[[Any], str]] = {
    "exactly": quoted,
    "prefix": _edge("begins with"),
    "suffix": _edge("ends with"),
    "equals-ignore-case": lambda value: f"{quoted(value)} in any case",
    "wildcard": lambda value: f"text like {quoted(value)}",
    "cidr": lambda value: f"an address in {value}",
    "exists": lambda value: "any value" if value else "no such field",
    "numeric": _numeric,
    "anything-but": _anything_but,
}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "text" if isinstance(value, str) else "null" if value is None else "a number"
