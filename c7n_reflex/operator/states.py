"""Two states of a resource compared: whether they are the same, and what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from c7n_reflex.ledger.record import without_secrets


def same(one: Any, other: Any) -> bool:
    """True if both say the same, whatever the order of lists and the spelling of JSON inside of texts.

    AWS promises no order of permissions or tags, and S3 may return a policy spelt anew.
    """
    return _text(canonical(one)) == _text(canonical(other))  # as text: to Python, True is 1


def canonical(state: Any) -> Any:
    """The state as the ledger would give it back, with lists sorted and JSON texts parsed."""
    return _canonical(json.loads(json.dumps(without_secrets(state), default=str)))


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((_canonical(item) for item in value), key=_text)
    return _canonical(document) if (document := _document(value)) is not None else value


def _document(value: Any) -> Any:
    """The JSON object or list in a text, or None."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def difference(before: Any, after: Any) -> list[str]:
    """Lines `- path: value` of what is in `before` only, `+ path: value` of what is in `after` only."""
    old, new = list(_leaves("", canonical(before))), list(_leaves("", canonical(after)))
    removed = [f"- {line}" for line in _without(old, new)]
    lines = removed + [f"+ {line}" for line in _without(new, old)]
    if lines or same(before, after):
        return lines
    # Only their structure differs, which paths do not tell: {"a.b": 1} and {"a": {"b": 1}}.
    return [f"- {_text(canonical(before))}", f"+ {_text(canonical(after))}"]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _without(lines: list[str], others: list[str]) -> list[str]:
    left = list(others)
    missing = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            missing.append(line)
    return missing


def _leaves(path: str, value: Any) -> Iterator[str]:
    """One line for each value. Items of a list are shown whole: sorted, their index says nothing."""
    if isinstance(value, dict) and value:
        for key, item in sorted(value.items()):
            yield from _leaves(f"{path}.{key}" if path else key, item)
    elif isinstance(value, list) and value:
        for item in value:
            yield f"{path}[]: {_text(item)}"
    else:
        yield f"{path or 'resource'}: {_text(value)}"
