"""The mutants of a policy, each once, in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.changes import applied
from c7n_reflex.authoring.mutation.model import Mutant
from c7n_reflex.authoring.mutation.operators import OPERATORS


def mutants_of(given: FleetPolicy) -> Iterator[Mutant]:
    """Of all operators; a change that two of them propose is made once."""
    known = {_canonical(given.data)}
    for name, proposals in OPERATORS.items():
        for proposal in proposals(given.data):
            data = applied(given.data, proposal.change)
            if (text := _canonical(data)) not in known:
                known.add(text)
                yield Mutant(given.name, name, proposal.change, proposal.description, data)


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, default=str)
