"""Line and column of each key and each value of a YAML file, and where in the text they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from c7n_reflex.policyfiles.sources import dotted

Key = tuple[str | int, ...]  # within the file: ("policies", 0, "name")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Span:
    """A piece of the text. Lines and columns count from 1, `start` and `end` from 0, in characters.

    The end is the first character that does not belong to it.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    written: str | None = None  # a scalar's value; None for lists and mappings

    @property
    def is_one_line(self) -> bool:
        """False for block scalars and what else goes over several lines."""
        return self.line == self.end_line


@dataclass(frozen=True)
class Marks:
    """All spans of a file. A list item's key is the item itself."""

    keys: dict[Key, Span] = field(default_factory=dict)
    values: dict[Key, Span] = field(default_factory=dict)

    def span(self, key: Key, *, on_key: bool = False) -> Span:
        """Of the scalar at this key, else of the key; of the nearest key above what is not in the file."""
        for length in range(len(key), 0, -1):
            path = key[:length]
            if path in self.keys:
                value = self.values[path]
                whole = length == len(key) and not on_key and value.written is not None
                return value if whole and value.line == self.keys[path].line else self.keys[path]
        return Span(1, 1, 1, 1, 0, 0)

    def scalar(self, key: Key, *, on_key: bool = False) -> Span | None:
        """Exactly this one; None if it is not in the file, or no scalar on one line."""
        span = (self.keys if on_key else self.values).get(key)
        return span if span and span.written is not None and span.is_one_line else None

    def undotted(self, text: str) -> Key:
        """The key that errors call `policies[0].mode.type`; of the nearest above what is not in the file."""
        known = {dotted(key): key for key in self.keys}
        while text and text not in known:
            text = text[: max(text.rfind("."), text.rfind("["), 0)]
        return known.get(text, ())

    def inside_scalar(self, position: int) -> bool:
        """True if the text there belongs to a key or a value."""
        spans = (*self.keys.values(), *self.values.values())
        return any(span.start <= position < span.end for span in spans if span.written is not None)


def marks(text: str) -> Marks:
    """Those of a text that is YAML; yaml.YAMLError if it is not."""
    found = Marks()
    node = yaml.compose(text, Loader=_Loader)
    for key, marked, value in _walk(node, ()):
        found.keys[key] = _span(marked)
        found.values[key] = _span(value)
    return found


def _walk(node: yaml.Node | None, path: Key) -> Iterator[tuple[Key, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        pairs = [(key.value, key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    elif isinstance(node, yaml.SequenceNode):
        pairs = [(index, value, value) for index, value in enumerate(node.value)]
    else:
        return
    for name, marked, value in pairs:
        yield (*path, name), marked, value
        yield from _walk(value, (*path, name))


def _span(node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    written = node.value if isinstance(node, yaml.ScalarNode) else None
    return Span(
        *(start.line + 1, start.column + 1, end.line + 1, end.column + 1),
        *(start.index, end.index, written),
    )
