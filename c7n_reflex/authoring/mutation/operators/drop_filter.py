"""A filter is left out: more resources match, in an `or` fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Remove
from c7n_reflex.authoring.mutation.elements import Proposal, elements

NAME = "drop-filter"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Every filter and block; of a block with one child only the block."""
    for element in elements(data):
        if not element.is_only_child:
            yield Proposal(Remove(element.key), f"{element.name} dropped")
