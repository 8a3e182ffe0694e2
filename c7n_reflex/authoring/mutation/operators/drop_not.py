"""A `not` is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Rename, Unwrap
from c7n_reflex.authoring.mutation.elements import Proposal, elements

NAME = "drop-not"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """`not: [a]` becomes `a`, and `not: [a, b]`, which is "not both", becomes `and: [a, b]`."""
    for element in elements(data):
        if element.kind == "not" and element.value["not"]:
            alone = len(element.value["not"]) == 1
            change = Unwrap(element.key) if alone else Rename((*element.key, "not"), "and")
            yield Proposal(change, f"not dropped at {element.name}")
