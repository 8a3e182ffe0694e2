"""An alternative of a field of the mode's pattern is forgotten: fewer events start the function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Remove
from c7n_reflex.authoring.mutation.elements import Proposal, pattern_fields

NAME = "narrow-pattern"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Each alternative of a field that has several: severities, regions, states ..."""
    for field in pattern_fields(data):
        for n, alternative in enumerate(field.alternatives if len(field.alternatives) > 1 else ()):
            yield Proposal(Remove((*field.key, n)), f"{field.name} without {alternative!r}")
