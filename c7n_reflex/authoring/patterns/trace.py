"""What `explain` answers: each field of a pattern with what it wants and what the event has there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.patterns import wording

ABSENT = "field absent"
MISMATCH = "value mismatch"
SPREAD = "no single array element has all of it"
_MOST_SHOWN = 3


@dataclass(frozen=True)
class FieldTrace:
    """One field of a pattern, held against an event."""

    path: str  # dotted, such as detail.eventName
    wanted: tuple[Any, ...]  # the alternatives as written
    found: tuple[Any, ...]  # every value that the event has there, of all array elements; empty if none
    matched: bool
    reason: str = ""  # ABSENT, MISMATCH or SPREAD; empty if it matched

    @property
    def sentence(self) -> str:
        """`detail.eventName is "RunInstances"; wanted "AttachInternetGateway"`."""
        if self.matched:
            return f"{self.path} {wording.found(self.found)}"
        if self.reason == SPREAD:
            return f"{self.path}: {SPREAD}; wanted {wording.wanted(self.wanted)} in the same element"
        hint = wording.hint(self.wanted, self.found)
        return f"{self.path} {wording.found(self.found)}; wanted {wording.wanted(self.wanted)}{hint}"


@dataclass(frozen=True)
class PatternTrace:
    """A pattern, held against an event: the alternative that matches, or else the one that is nearest."""

    matched: bool  # the real matcher's verdict
    fields: tuple[FieldTrace, ...]  # every field of that alternative, in the order of its paths
    alternatives: int = 1  # how many combinations of `$or` branches the pattern has

    @property
    def failing(self) -> tuple[FieldTrace, ...]:
        """The fields that do not match; empty if and only if the pattern matches."""
        return tuple(field for field in self.fields if not field.matched)

    @property
    def sentence(self) -> str:
        """One line for people: why it does not match."""
        if self.matched:
            return "the pattern matches"
        failing = self.failing
        said = ", and ".join(field.sentence for field in failing[:_MOST_SHOWN])
        more = len(failing) - _MOST_SHOWN
        rest = f", and {more} more field{'s' if more > 1 else ''}" if more > 0 else ""
        nearest = f" (the nearest of {self.alternatives} alternatives)" if self.alternatives > 1 else ""
        return f"{said}{rest}{nearest}"
