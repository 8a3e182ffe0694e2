"""A filter says the opposite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Negate
from c7n_reflex.authoring.mutation.elements import Proposal, leaves

NAME = "negate-leaf"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Every leaf, but not the only one of a `not`: `drop-not` does that."""
    for leaf in leaves(data):
        if not (leaf.is_only_child and leaf.block == "not"):
            yield Proposal(Negate(leaf.key), f"{leaf.name} negated")
