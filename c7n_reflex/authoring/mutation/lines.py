"""Where the nodes of a YAML text begin and end, and edits of whole lines of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

from c7n_reflex.authoring.mutation.changes import Key


@dataclass(frozen=True)
class Found:
    """A node, with the key that it has in a mapping, and the collection that it stands in."""

    node: yaml.Node
    key: yaml.Node | None
    parent: yaml.Node

    @property
    def is_alone(self) -> bool:
        """True if nothing else is in the collection."""
        return len(self.parent.value) == 1

    @property
    def in_flow(self) -> bool:
        """True within `[...]` or `{...}`."""
        return bool(self.parent.flow_style)  # type: ignore[attr-defined]

    @property
    def first(self) -> yaml.Mark:
        """Where it begins, with its key."""
        return (self.key or self.node).start_mark


def find(root: yaml.Node, key: Key) -> Found:
    """The node at this key. LookupError if there is none."""
    found = Found(root, None, root)
    for part in key:
        found = _child(found.node, part)
    return found


def _child(node: yaml.Node, part: str | int) -> Found:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(part):
                return Found(value, key, node)
        raise LookupError(part)
    if not isinstance(node, yaml.SequenceNode) or not isinstance(part, int):
        raise LookupError(part)
    return Found(node.value[part], None, node)


def end_index(node: yaml.Node, text: str) -> int:
    """The index after the last sign of its content; the marks of block collections reach further."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_index(last[1] if isinstance(last, tuple) else last, text)
    return len(text[: node.end_mark.index].rstrip())


def line_range(found: Found, text: str) -> tuple[int, int]:
    """(first line, line after the last), from 0, of an element or of a key with its value."""
    return found.first.line, text.count("\n", 0, end_index(found.node, text)) + 1


def on_lines(text: str, between: tuple[int, int], edit: Callable[[Sequence[str]], Sequence[str]]) -> str:
    """The text with these lines replaced by what `edit` makes of them; lines have no line ends."""
    lines = text.split("\n")
    first, end = between
    lines[first:end] = edit(lines[first:end])
    return "\n".join(lines)


def indented(lines: Sequence[str], by: int) -> list[str]:
    """Moved to the right, or, by a negative number, to the left."""
    if by >= 0:
        return [f"{' ' * by}{line}" if line else line for line in lines]
    return [line[-by:] if not line[:-by].strip() else line.lstrip() for line in lines]
