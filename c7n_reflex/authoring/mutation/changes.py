"""Small changes of a policy: what each does to the data. `textedit` does the same to the YAML text."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

JSON = Any
Key = tuple[str | int, ...]  # in the policy: ("filters", 0, "op")


@dataclass(frozen=True)
class Remove:
    """An element of a list, or a key of a mapping, is left out."""

    key: Key


@dataclass(frozen=True)
class Replace:
    """A value becomes another."""

    key: Key
    value: JSON


@dataclass(frozen=True)
class Rename:
    """A key of a mapping is called otherwise: `and` becomes `or`."""

    key: Key
    name: str


@dataclass(frozen=True)
class Negate:
    """An element of a list gets a `not` around it."""

    key: Key


@dataclass(frozen=True)
class Unwrap:
    """An element `not: [x]` becomes `x`."""

    key: Key


@dataclass(frozen=True)
class Gather:
    """All elements of a list become those of one block in it."""

    key: Key
    name: str  # "or"


Change = Remove | Replace | Rename | Negate | Unwrap | Gather


def applied(data: dict[str, Any], change: Change) -> dict[str, Any]:
    """A copy of the policy with the change. KeyError, IndexError or TypeError where the key is not there."""
    policy = copy.deepcopy(data)
    parent: Any = policy
    for part in change.key[:-1]:
        parent = parent[part]
    last: Any = change.key[-1]
    if isinstance(change, Remove):
        del parent[last]
    elif isinstance(change, Rename):
        items = [(change.name if key == last else key, value) for key, value in parent.items()]
        parent.clear()
        parent.update(items)
    else:
        parent[last] = _instead(parent[last], change)
    return policy


def _instead(value: JSON, change: Replace | Negate | Unwrap | Gather) -> JSON:
    match change:
        case Replace(value=other):
            return copy.deepcopy(other)
        case Negate():
            return {"not": [value]}
        case Unwrap():
            (only,) = value["not"]
            return only
        case Gather(name=name):
            return [{name: value}]
