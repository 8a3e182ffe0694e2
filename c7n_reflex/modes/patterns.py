"""Merging of an event pattern: what the mode needs, what the author wrote, and what holds unless written."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from c7n.utils import merge_dict

Pattern = dict[str, Any]
_MISSING = object()


def merged(needed: Pattern, written: Mapping[str, Any] | None, unless_written: Pattern) -> Pattern:
    """`needed` with `mode.pattern`, merged as Custodian does, and the defaults that it does not mention."""
    pattern: Pattern = merge_dict(needed, dict(written or {}))
    return _underlay(pattern, unless_written)


def mentions(pattern: Mapping[str, Any] | None, path: Iterable[str]) -> bool:
    """True if the pattern says something about this field."""
    node: Any = pattern
    for key in path:
        node = node.get(key, _MISSING) if isinstance(node, Mapping) else _MISSING
    return node is not _MISSING


def _underlay(pattern: Pattern, defaults: Pattern) -> Pattern:
    result = copy.deepcopy(pattern)
    for key, value in defaults.items():
        if key not in result:
            result[key] = value
        elif isinstance(value, dict) and isinstance(result[key], dict):
            result[key] = _underlay(result[key], value)
    return result
