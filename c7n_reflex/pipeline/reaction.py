"""The record that the stages pass on: what one policy makes of one event, in one account and region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger import Entry
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.outcome import Outcome, Stage

Resource = dict[str, Any]  # as c7n describes it
Event = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Target:
    """Where to act."""

    account: str  # 12 digits; empty in unit tests and dry runs that know none
    region: str


@dataclass(frozen=True)
class Case:
    """One resource on its way. `outcome` is None while it goes on."""

    identity: str  # as c7n knows it
    resource: Resource
    entry: Entry | None = None  # None as long as nothing is recorded of it
    outcome: Outcome | None = None
    detail: str = ""
    earlier: bool = False  # an earlier attempt at the same event has begun with it
    again: bool = False  # and did everything, without effect

    def ended(self, outcome: Outcome, detail: str = "") -> Case:
        """The case with its end."""
        return replace(self, outcome=outcome, detail=detail)

    def with_changes(self, **changes: Any) -> Case:
        """A copy with these fields replaced."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Passed:
    """A stage that is over: how long it took, and how many resources went on from it."""

    stage: Stage
    seconds: float
    going_on: int
    at: str = ""  # ISO 8601, UTC


@dataclass(frozen=True)
class Reaction:
    """See the module's docstring. Each stage returns a copy with what it found out."""

    policy: str
    version: str  # hash of the policy
    mode: str
    resource_type: str  # "aws.s3"
    event: Event | None  # None in a sweep; narrowed by `locate` to what is about this account and region
    source: Event | None = None  # the event as it came
    target: Target = Target("", "")
    ids: tuple[str, ...] = ()  # as the resource type's `get_resources` takes them
    notes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by id ("" = all): set on resources
    findings: tuple[Finding, ...] = ()
    earlier: tuple[Entry, ...] = ()  # what earlier attempts at the same event recorded
    cases: tuple[Case, ...] = ()
    outcome: Outcome | None = None  # of the whole, where it ended for all resources at once
    detail: str = ""
    passed: tuple[Passed, ...] = ()

    def with_changes(self, **changes: Any) -> Reaction:
        """A copy with these fields replaced."""
        return replace(self, **changes)

    def ended(self, outcome: Outcome, detail: str = "") -> Reaction:
        """The whole ends here."""
        return replace(self, outcome=outcome, detail=detail)

    def after(self, stage: Stage, seconds: float) -> Reaction:
        """With a stage that is over."""
        passed = Passed(stage, seconds, len(self.going_on), now())
        return replace(self, passed=(*self.passed, passed))

    @property
    def going_on(self) -> tuple[Case, ...]:
        """The cases that have not ended."""
        return tuple(case for case in self.cases if case.outcome is None)

    def replaced(self, cases: Mapping[str, Case]) -> Reaction:
        """With these cases, by identity, in place of those of the same identity."""
        return replace(self, cases=tuple(cases.get(case.identity, case) for case in self.cases))

    @property
    def event_id(self) -> str:
        """What identifies the event however often it is delivered; empty in a sweep."""
        event = self.source or self.event
        if not isinstance(event, Mapping):
            return ""
        detail = event.get("detail")
        recorded = detail.get("eventID") if isinstance(detail, Mapping) else None
        return str(recorded or event.get("id") or fingerprint(event))


def fingerprint(value: Any) -> str:
    """16 hex digits that are the same for the same JSON."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
