"""What operators change: elements of the filters, fields of the mode's pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.mutation.changes import Change, Key
from c7n_reflex.policyfiles.sources import dotted

JSON = Any
BLOCKS = ("and", "or", "not")
ROOTS = ("filters", "conditions")


@dataclass(frozen=True)
class Proposal:
    """A change that an operator proposes."""

    change: Change
    description: str


@dataclass(frozen=True)
class Element:
    """A filter or a block of filters."""

    key: Key
    value: JSON
    block: str  # what it stands in: "and" (also at the top), "or", "not"
    siblings: int  # elements of that block, itself included

    @property
    def is_only_child(self) -> bool:
        """True if nothing would be left of the block that it stands in; never true at the top."""
        return self.siblings == 1 and len(self.key) > 2

    @property
    def name(self) -> str:
        """`filters[0].not[1]`."""
        return dotted(self.key)

    @property
    def kind(self) -> str:
        """Of a block: and, or, not. Empty for a leaf."""
        if isinstance(self.value, Mapping) and len(self.value) == 1:
            (name,) = self.value
            return name if name in BLOCKS and isinstance(self.value[name], list) else ""
        return ""


def elements(data: Mapping[str, Any]) -> Iterator[Element]:
    """All filters and conditions, blocks before what is in them."""
    for root in ROOTS:
        if isinstance(data.get(root), list):
            yield from _below((root,), data[root], "and")


def leaves(data: Mapping[str, Any]) -> Iterator[Element]:
    """Those that are no blocks."""
    return (each for each in elements(data) if not each.kind)


def _below(key: Key, filters: list[Any], block: str) -> Iterator[Element]:
    for n, value in enumerate(filters):
        element = Element((*key, n), value, block, len(filters))
        yield element
        if element.kind:
            yield from _below((*element.key, element.kind), value[element.kind], element.kind)


@dataclass(frozen=True)
class PatternField:
    """A list of alternatives in `mode.pattern`."""

    key: Key
    alternatives: list[Any]
    removable: Key  # with it goes what would be left empty

    @property
    def name(self) -> str:
        """`mode.pattern.detail.findings.Severity.Label`."""
        return dotted(self.key)


def pattern_fields(data: Mapping[str, Any]) -> Iterator[PatternField]:
    """Every field of the pattern, of all branches of `$or`."""
    pattern = (data.get("mode") or {}).get("pattern")
    if isinstance(pattern, Mapping):
        yield from _fields(("mode", "pattern"), pattern, ("mode", "pattern"))


def _fields(key: Key, node: JSON, removable: Key) -> Iterator[PatternField]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            whole = (*key, name)
            yield from _fields(whole, value, removable if len(node) == 1 else whole)
    elif isinstance(node, list) and key[-1] == "$or":
        for n, branch in enumerate(node):
            yield from _fields((*key, n), branch, (*key, n))
    elif isinstance(node, list):
        yield PatternField(key, node, removable)
