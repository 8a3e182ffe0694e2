"""Trees of field names, and what they say of a path."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

ANY = "*"  # in a value, the key of something whose keys are not known


class Knowledge(Enum):
    """Whether a field exists."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """Whether a path exists; if not, the part that does not, and the path with the nearest name there is."""

    knowledge: Knowledge
    missing: str = ""
    nearest: str = ""  # dotted; empty if no name is near


@dataclass(frozen=True)
class Node:
    """A field and those in it; lists are transparent. In an `open` one there may be others."""

    fields: Mapping[str, Node] = field(default_factory=dict)
    open: bool = False


LEAF, OPEN = Node(), Node(open=True)
YES, UNKNOWN = Verdict(Knowledge.YES), Verdict(Knowledge.UNKNOWN)


def of_value(value: Any) -> Node:
    """The fields of a JSON value; what is empty or has the key `*` is open."""
    if isinstance(value, Mapping):
        known = {key: of_value(item) for key, item in value.items() if key != ANY}
        return Node(known, open=ANY in value or not value)
    if isinstance(value, list):
        return merged(map(of_value, value)) if value else OPEN
    return LEAF


def merged(nodes: Iterable[Node]) -> Node:
    """What any of them has."""
    fields: dict[str, Node] = {}
    is_open = False
    for node in nodes:
        is_open = is_open or node.open
        for name, child in node.fields.items():
            fields[name] = merged((fields[name], child)) if name in fields else child
    return Node(fields, is_open)


def look_up(node: Node, path: Sequence[str], unsure: Collection[str] = ()) -> Verdict:
    """What the tree says of the path. Names in `unsure` (lower case) may exist where the tree has none."""
    for index, name in enumerate(path):
        child = node.fields.get(name)
        if child is None:
            if node.open or name == ANY or name.lower() in unsure or _is_other_acronym(name, node.fields):
                return UNKNOWN
            near = _nearest(name, node)
            return Verdict(Knowledge.NO, name, ".".join([*path[:index], *near]) if near else "")
        node = child
    return YES


def closest(name: str, names: Collection[str], cutoff: float = 0.6) -> str:
    """The name most like this one, whatever its case; empty if none is like it."""
    by_lower = {each.lower(): each for each in sorted(names, reverse=True)}
    near = difflib.get_close_matches(name.lower(), by_lower, 1, cutoff)
    return by_lower[near[0]] if near else ""


def _nearest(name: str, node: Node) -> Sequence[str]:
    """The path of a name like this one, or of the same name further down; empty if there is neither."""
    near = closest(name, node.fields)
    return (near,) if near else next((path for path in _below(node) if path[-1].lower() == name.lower()), ())


def _below(node: Node) -> Iterator[tuple[str, ...]]:
    """The paths of everything in it, the shorter ones first."""
    todo: deque[tuple[tuple[str, ...], Node]] = deque([((), node)])
    while todo:
        path, each = todo.popleft()
        for name, child in each.fields.items():
            yield (*path, name)
            todo.append(((*path, name), child))


def _is_other_acronym(name: str, names: Collection[str]) -> bool:
    """CloudTrail writes both `arn` and `tTL`: names in capitals do not follow one rule."""
    letters = name.upper()
    return name == letters[:1].lower() + letters[1:] and name.lower() in names
