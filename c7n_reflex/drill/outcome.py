"""What became of each performance: the records that table, JSON and report are made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from c7n_reflex.drill.notices import Told

CheckKind = Literal[
    "step", "state", "unchanged", "changes", "reaction", "notices", "outcomes", "parked", "alarms", "undone"
]
MomentKind = Literal["call", "command", "event", "function", "fix", "notice"]


@dataclass(frozen=True)
class Check:
    """One expectation: what it demands, and what was found."""

    kind: CheckKind
    text: str
    passed: bool
    found: str = ""


@dataclass(frozen=True)
class Sighting:
    """A function that was run for the performance's event."""

    function: str
    account: str
    status: str
    started: float  # epoch seconds
    ended: float
    outcome: str = ""  # how the pipeline ended, by the function's log; empty if it does not say

    def topology(self, account: str) -> str:
        """Where the function is, seen from the account that was attacked."""
        return "in the account" if self.account == account else "in core-compliance"


@dataclass(frozen=True)
class Recorded:
    """One entry of the ledger about a resource of the performance."""

    id: str
    policy: str
    resource: str
    outcome: str


@dataclass(frozen=True)
class Moment:
    """One entry of the timeline; `time` is in epoch seconds."""

    time: float
    kind: MomentKind
    text: str
    detail: str = ""


@dataclass
class Outcome:
    """One row of the table. Times are epoch seconds, None for what did not happen."""

    id: str
    scenario: str
    title: str
    description: str
    policy: str | None
    account: str
    account_name: str
    region: str
    called: float | None = None
    fixed: float | None = None
    noticed: float | None = None
    seen_by: list[Sighting] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    owners_told: list[str] = field(default_factory=list)
    alarmed: list[str] = field(default_factory=list)  # who got an alarm of core-compliance's about it
    messages: list[str] = field(default_factory=list)  # message ids of those notices and alarms
    outcomes: list[Recorded] = field(default_factory=list)
    parked: int = 0  # events about it that wait in a queue of failed ones
    checks: list[Check] = field(default_factory=list)
    timeline: list[Moment] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True if every expectation holds."""
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        """Expectations that do not hold."""
        return [check for check in self.checks if not check.passed]

    def seconds(self, moment: float | None) -> float | None:
        """From the attacker's call to `moment`."""
        return None if moment is None or self.called is None else moment - self.called

    def as_json(self) -> dict[str, Any]:
        """All of it, with `passed` and the seconds from call to fix and to notice."""
        data = asdict(self)
        data["passed"] = self.passed
        data["seconds_to_fix"] = self.seconds(self.fixed)
        data["seconds_to_notice"] = self.seconds(self.noticed)
        return data


@dataclass
class Drill:
    """The whole drill. `phases` are (name, seconds); `unexplained` are changes that no scenario allows.

    `notices` is every message to a person, whether a scenario expects it or not.
    """

    outcomes: list[Outcome]
    phases: list[tuple[str, float]] = field(default_factory=list)
    accounts: int = 0
    unexplained: list[str] = field(default_factory=list)
    notices: list[Told] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True if every expectation of every scenario holds and nothing else has changed."""
        return all(outcome.passed for outcome in self.outcomes) and not self.unexplained

    def as_json(self) -> dict[str, Any]:
        """The drill as it is printed by --json and kept in the report."""
        return {
            "passed": self.passed,
            "accounts": self.accounts,
            "scenarios": [outcome.as_json() for outcome in self.outcomes],
            "unexplained_changes": self.unexplained,
            "notices": [asdict(each) for each in self.notices],
            "phases": [{"name": name, "seconds": round(seconds, 2)} for name, seconds in self.phases],
        }
