"""Mutants of policies, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.changes import Change


class Fate(StrEnum):
    """Of a mutant.

    INVALID: Custodian or EventBridge would refuse it. EQUIVALENT: it selects just the same events.
    Neither counts.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    INVALID = "invalid"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True)
class Mutant:
    """A policy with one small change, which its cases should notice."""

    policy: str
    operator: str  # "drop-filter"
    change: Change
    description: str  # "filters[0] dropped"
    data: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Tried:
    """A mutant, run through the policy's cases."""

    mutant: Mutant
    fate: Fate
    by: str = ""  # the case that noticed, or why the mutant is not valid


def _score(tried: Iterable[Tried]) -> float:
    fates = [each.fate for each in tried]
    killed = fates.count(Fate.KILLED)
    counted = killed + fates.count(Fate.SURVIVED)
    return 100.0 * killed / counted if counted else 100.0


@dataclass(frozen=True)
class PolicyMutation:
    """All mutants of one policy. With no case that passes, all survive."""

    given: FleetPolicy
    tried: tuple[Tried, ...]
    cases: int = 0  # that pass, unmutated

    @property
    def policy(self) -> str:
        """Its name."""
        return self.given.name

    def of(self, fate: Fate) -> tuple[Tried, ...]:
        """Those with this fate."""
        return tuple(each for each in self.tried if each.fate is fate)

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """Those that no case noticed."""
        return self.of(Fate.SURVIVED)

    @property
    def score(self) -> float:
        """Percent of the mutants that count which were killed; 100 where there are none."""
        return _score(self.tried)


@dataclass(frozen=True)
class MutationReport:
    """All policies, in the order of the fleet."""

    policies: tuple[PolicyMutation, ...]
    seconds: float = 0.0

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Of all policies."""
        return tuple(each for policy in self.policies for each in policy.tried)

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """Of all policies."""
        return tuple(each for policy in self.policies for each in policy.survivors)

    @property
    def score(self) -> float:
        """Percent, over the mutants of all policies."""
        return _score(self.tried)
