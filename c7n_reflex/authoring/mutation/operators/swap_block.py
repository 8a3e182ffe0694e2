"""`and` and `or` are mistaken for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Gather, Rename
from c7n_reflex.authoring.mutation.elements import ROOTS, Proposal, elements

NAME = "swap-block"
_OTHER = {"and": "or", "or": "and"}


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Blocks of at least two; also those where `and` is not written: the top, and within a `not`."""
    for root in ROOTS:
        if isinstance(data.get(root), list) and len(data[root]) > 1:
            yield Proposal(Gather((root,), "or"), f"any of {root} is enough")
    for element in elements(data):
        if not element.kind or len(element.value[element.kind]) < 2:
            continue
        key = (*element.key, element.kind)
        if element.kind == "not":
            yield Proposal(Gather(key, "or"), f"{element.name}: not any, instead of not all")
        else:
            other = _OTHER[element.kind]
            yield Proposal(Rename(key, other), f"{element.name}: {other} instead of {element.kind}")
