"""The units of policies, and which of them are covered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from c7n_reflex.errors import Place


class Kind(StrEnum):
    """What a unit is about."""

    EVENT = "event"
    IDS = "ids"
    LEAF = "leaf"
    ACTION = "action"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Unit:
    """Something of a policy that at least one case should show."""

    kind: Kind
    name: str  # "leaf:filters[0]:true"; unique in its policy
    words: str  # "was true: State.Name in [running]"
    place: Place | None = None
    last_line: int | None = None  # of what `place` begins
    hits: int = 0  # cases that show it

    @property
    def covered(self) -> bool:
        """True if a case shows it."""
        return self.hits > 0


@dataclass(frozen=True)
class Note:
    """Worth knowing, and not counted."""

    words: str
    place: Place | None = None


def _percent(units: Iterable[Unit]) -> float:
    """0 to 100; 100 where there is nothing to cover."""
    known = tuple(units)
    return 100.0 * sum(unit.covered for unit in known) / len(known) if known else 100.0


@dataclass(frozen=True)
class PolicyCoverage:
    """One policy, held against its cases."""

    policy: str
    units: tuple[Unit, ...]
    cases: int = 0  # that were traced
    notes: tuple[Note, ...] = ()
    file: Path | None = None
    place: Place | None = None

    @property
    def percent(self) -> float:
        """Of all units."""
        return _percent(self.units)

    @property
    def leaves(self) -> tuple[Unit, ...]:
        """Two for each leaf of the filters: seen true, seen false."""
        return tuple(unit for unit in self.units if unit.kind is Kind.LEAF)

    @property
    def leaf_percent(self) -> float:
        """Of the leaves alone."""
        return _percent(self.leaves)

    @property
    def missing(self) -> tuple[Unit, ...]:
        """What no case shows."""
        return tuple(unit for unit in self.units if not unit.covered)


@dataclass(frozen=True)
class Coverage:
    """All policies, in the order of the fleet."""

    policies: tuple[PolicyCoverage, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """Of all policies."""
        return tuple(unit for policy in self.policies for unit in policy.units)

    @property
    def percent(self) -> float:
        """Of all units of all policies."""
        return _percent(self.units)

    @property
    def leaf_percent(self) -> float:
        """Of the leaves of all policies."""
        return _percent(unit for policy in self.policies for unit in policy.leaves)
