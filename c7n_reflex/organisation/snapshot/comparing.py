"""What differs between two descriptions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n_reflex.organisation.snapshot.normalising import Keyed


@dataclass(frozen=True)
class Change:
    """One difference; None stands for what is not there.

    `path` is "us-east-1/ec2/SecurityGroups[sg-1].IpPermissions[tcp:22-22].IpRanges[0.0.0.0/0]": list members
    by their id, never by position. A resource that comes or goes is one change, not one for each attribute.
    """

    path: str
    before: Any
    after: Any


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Everything that differs between two answers of `describe`, sorted by path."""
    return sorted(_differences("", 0, before, after), key=lambda change: change.path)


def _differences(path: str, depth: int, before: Any, after: Any) -> Iterator[Change]:
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        if before != after:
            yield Change(path, before, after)
        return
    bracketed = isinstance(before, Keyed) or isinstance(after, Keyed)
    for name in sorted({*before, *after}, key=str):
        here = _joined(path, depth, str(name), bracketed=bracketed)
        yield from _differences(here, depth + 1, before.get(name), after.get(name))


def _joined(path: str, depth: int, name: str, *, bracketed: bool) -> str:
    """Region and service are set off by slashes, list members by brackets, attributes by dots."""
    if bracketed:
        return f"{path}[{name}]"
    return f"{path}{'/' if depth <= 2 else '.'}{name}" if path else name
