"""A case, what it expects, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.cases.source import Source
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import Place
from c7n_reflex.pipeline.outcome import Outcome, Stage

JSON = Any
Event = dict[str, Any]
Key = tuple[str | int, ...]
UNKNOWN = "unknown"  # the outcome of what only AWS could tell


class CaseVerdict(StrEnum):
    """UNKNOWN: not enough is given to say how the case ends. It fails the run, as FAIL does."""

    PASS = "pass"
    FAIL = "fail"
    SKIP = "skip"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Denial:
    """Which leaf keeps a resource from matching, and why. Empty: whatever it is."""

    leaf: str = ""  # "filters[0].not[1]"
    reason: str = ""  # as FilterNode.reason has it, or a part of it
    resource: str = ""  # empty: every resource that does not match


@dataclass(frozen=True)
class Expectation:
    """What a case expects; what is None is not looked at. Names are in any order, but all of them."""

    outcome: Outcome | str | None = None  # of the whole; UNKNOWN if it is to be unknown
    outcomes: Mapping[str, Outcome] | None = None  # of the resources that are named
    stage: Stage | None = None  # where it ends
    matched: tuple[str, ...] | None = None  # resources that all filters match
    actions: tuple[str, ...] | None = None  # types of those that change something, or would with approval
    calls: tuple[str, ...] | None = None  # IAM actions, of these, that change something
    changes: Mapping[str, str] | None = None  # in words, by resource; "..." stands for anything
    denied: tuple[Denial, ...] | None = None
    notices: tuple[str, ...] | None = None  # resources whose owner is told

    @property
    def wants_unknown(self) -> bool:
        """True if the case says that only AWS could tell."""
        return self.outcome == UNKNOWN


@dataclass(frozen=True)
class Case:
    """One test of one policy. `event` None: the policy is a sweep."""

    name: str
    policy: str
    event: Event | None
    world: World
    expect: Expectation
    skip: str = ""  # why it is not run
    source: Source | None = field(default=None, repr=False, compare=False)
    key: Key = ()  # in the source: ("tests", 0)
    files: tuple[Path, ...] = ()  # that it refers to

    @property
    def id(self) -> str:
        """`policy::name`."""
        return f"{self.policy}::{self.name}"

    @property
    def place(self) -> Place | None:
        """Where it begins."""
        return self.at()

    def at(self, *key: str | int) -> Place | None:
        """Where a key of it is: `at("expect", "outcome")`."""
        return self.source.place((*self.key, *key)) if self.source else None


@dataclass(frozen=True)
class CaseFile:
    """One file of cases, in its order."""

    path: Path
    cases: tuple[Case, ...]

    @property
    def files(self) -> frozenset[Path]:
        """The file itself and those that its cases refer to."""
        return frozenset({self.path, *(file for case in self.cases for file in case.files)})


@dataclass(frozen=True)
class Difference:
    """One key of `expect` that is not as expected."""

    key: str  # "outcome"
    expected: JSON
    actual: JSON
    place: Place | None = None  # of the key


@dataclass(frozen=True)
class CaseResult:
    """What came of a case. `trace` None: it was skipped, or what it met raised (`error`)."""

    case: Case
    verdict: CaseVerdict
    trace: Trace | None = None
    differences: tuple[Difference, ...] = ()
    seconds: float = 0.0
    error: str = ""
    policy: FleetPolicy | None = field(default=None, repr=False, compare=False)  # that it was run with

    @property
    def ok(self) -> bool:
        """True unless it fails the run."""
        return self.verdict in (CaseVerdict.PASS, CaseVerdict.SKIP)
