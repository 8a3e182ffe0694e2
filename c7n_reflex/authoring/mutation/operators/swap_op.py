"""A value filter compares by another operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Replace
from c7n_reflex.authoring.mutation.elements import Proposal, leaves

NAME = "swap-op"
# c7n.filters.core.OPERATORS
_PAIRS = (
    ("eq", "ne"),
    ("equal", "not-equal"),
    ("gt", "ge"),
    ("greater-than", "gte"),
    ("lt", "le"),
    ("less-than", "lte"),
    ("in", "not-in"),
    ("intersect", "difference"),
)
_OTHER = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
    "ni": "in",
}


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Every `op` that is written and has a counterpart."""
    for leaf in leaves(data):
        op = leaf.value.get("op") if isinstance(leaf.value, Mapping) else None
        if isinstance(op, str) and op in _OTHER:
            change = Replace((*leaf.key, "op"), _OTHER[op])
            yield Proposal(change, f"{leaf.name}: {_OTHER[op]} instead of {op}")
