"""What is taken for given when an event is explained: resources, answers, exemptions, switch, clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from c7n_reflex.authoring.answers import Answers
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption

Resource = dict[str, Any]


@dataclass(frozen=True)
class World:
    """See the module's docstring. `resources` None: nothing is known of any."""

    resources: tuple[Resource, ...] | None = None  # as c7n's `get_resources` gives them
    answers: Answers = field(default_factory=Answers)  # to calls that filters and actions make
    exemptions: tuple[Exemption, ...] = ()  # of all policies
    switch: Position = field(default_factory=lambda: Position(Enforcement.ENFORCE))
    clock: datetime | None = None  # with a time zone; None: now
    account: str = ""  # 12 digits: where the function runs; empty: where the event arrived
    region: str = ""
    described: bool = False  # resources are what Custodian makes of `answers` to its describe calls
    live: bool = False  # resources are read from AWS, and calls answered by it; nothing is ever changed

    @property
    def today(self) -> date:
        """The day by which exemptions expire."""
        from datetime import UTC

        return (self.clock or datetime.now(UTC)).date()
