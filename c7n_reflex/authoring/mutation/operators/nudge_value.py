"""What a filter asks for is a little different: a number off by one, another text, one element less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Change, Key, Remove, Replace
from c7n_reflex.authoring.mutation.elements import Element, Proposal, leaves
from c7n_reflex.policyfiles.sources import dotted

NAME = "nudge-value"
JSON = Any
# Say how to compare, or what with, and are no values themselves.
_STRUCTURE = frozenset(
    {"type", "op", "key", "value_type", "value_path", "value_from", "value_regex", "Comparison", "comparison"}
)
# c7n.filters.core.ValueFilter: words with a meaning of their own.
_WORDS = {"present": "absent", "absent": "present", "not-null": "absent", "empty": "not-null"}
_EVERYTHING = {"regex": ".*", "regex-case": ".*", "glob": "*"}


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """One or two changes for each value in each leaf."""
    for leaf in leaves(data):
        if isinstance(leaf.value, Mapping):
            for change in _changes(leaf):
                yield Proposal(change, _words(change))


def _words(change: Change) -> str:
    if isinstance(change, Replace):
        return f"{dotted(change.key)} is {change.value!r}"
    return f"{dotted(change.key)} dropped"


def _changes(leaf: Element) -> Iterator[Change]:
    everything = _EVERYTHING.get(str(leaf.value.get("op", "")))
    if everything and isinstance(leaf.value.get("value"), str):
        yield Replace((*leaf.key, "value"), everything)
        return
    for name, value in leaf.value.items():
        if name not in _STRUCTURE:
            yield from _nudged((*leaf.key, name), value)


def _nudged(key: Key, value: JSON) -> Iterator[Change]:
    if isinstance(value, bool):
        yield Replace(key, not value)
    elif isinstance(value, int | float):
        yield Replace(key, value + 1)
        yield Replace(key, value - 1)
    elif isinstance(value, str):
        yield Replace(key, _WORDS.get(value, f"{value}x"))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in _STRUCTURE:
                yield from _nudged((*key, name), each)
    elif isinstance(value, list):
        yield from _less(key, value)


def _less(key: Key, values: list[Any]) -> Iterator[Change]:
    """Each element dropped; of the only one the value nudged."""
    if len(values) > 1:
        yield from (Remove((*key, n)) for n in range(len(values)))
    elif values:
        yield from _nudged((*key, 0), values[0])
