"""The operators, each in a file of its own: `NAME`, and `proposals(data)` for what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.elements import Proposal
from c7n_reflex.authoring.mutation.operators import (
    drop_action,
    drop_event,
    drop_filter,
    drop_not,
    loosen_pattern,
    narrow_ids,
    narrow_pattern,
    negate_leaf,
    nudge_pattern,
    nudge_value,
    swap_block,
    swap_op,
)

__all__ = ["OPERATORS"]

Operator = Callable[[Mapping[str, Any]], Iterator[Proposal]]
_MODULES = (
    drop_filter,
    negate_leaf,
    drop_not,
    swap_block,
    swap_op,
    nudge_value,
    drop_event,
    narrow_ids,
    loosen_pattern,
    narrow_pattern,
    nudge_pattern,
    drop_action,
)
OPERATORS: Mapping[str, Operator] = {module.NAME: module.proposals for module in _MODULES}
