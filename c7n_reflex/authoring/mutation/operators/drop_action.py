"""An action is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Remove
from c7n_reflex.authoring.mutation.elements import Proposal

NAME = "drop-action"


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Each action."""
    for n, action in enumerate(data.get("actions") or ()):
        name = action if isinstance(action, str) else action.get("type")
        yield Proposal(Remove(("actions", n)), f"actions[{n}] ({name}) dropped")
