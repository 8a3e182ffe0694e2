"""A field of the mode's pattern is forgotten: more events start the function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Remove
from c7n_reflex.authoring.mutation.elements import Proposal, pattern_fields

NAME = "loosen-pattern"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Each field of `mode.pattern`, with what would be left empty above it."""
    for field in pattern_fields(data):
        yield Proposal(Remove(field.removable), f"{field.name} does not matter")
