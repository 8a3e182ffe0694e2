"""The two seams between the pipeline and the world: who supplies state, and who carries out what was decided.

Live they are AWS (`live.py`); offline they are fixtures, and an executor that only notes what it would do.
Nothing else differs between the drivers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger import Ledger, Record
from c7n_reflex.ledger.claims import ABANDONED_SECONDS
from c7n_reflex.pipeline.reaction import Case, Event, Reaction, Resource
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption
from c7n_reflex.safeguards.limits import LimitReached


@dataclass(frozen=True)
class Position:
    """Where the organisation's switch stands, and why if it is not what somebody set."""

    enforcement: Enforcement
    reason: str = ""


class Supplier(Protocol):
    """What the pipeline reads."""

    def resources(self, ids: Sequence[str]) -> list[Resource]:
        """The resources as they are now; those that do not exist are left out. Raises where reading fails."""

    def complete(self, resource: Resource) -> None:
        """Add what AWS says of the part of the resource that the event names, such as an access key."""

    def filtered(
        self, resources: list[Resource], event: Event | None, *, again: bool = False
    ) -> list[Resource]:
        """Those that the policy's filters match; `again`: by the filters that look at the resource."""

    def looks_at_state(self) -> bool:
        """True if a filter of the policy looks at the resource, and not only at the event."""

    def switch(self) -> Position:
        """The organisation's switch."""

    def exemptions(self) -> tuple[Exemption, ...]:
        """The exemptions of this policy. ValueError if they cannot be read."""


class Executor(Protocol):
    """What the pipeline does to the world."""

    def preview(self, case: Case, event: Event | None) -> dict[str, Record]:
        """What the actions would do, by action key; changes nothing."""

    def act(self, action: Any, key: str, cases: Sequence[Case], reaction: Reaction) -> dict[str, Record]:
        """Run one action; what it did, by case, failures included. Raises what the ledger raises."""

    def spend(self, amount: int) -> LimitReached | None:
        """Count this many remediations towards the hourly limits, or say which limit does not allow them."""

    def alarm(self, reached: LimitReached, cases: Sequence[Case], event: Event | None) -> None:
        """Tell the platform's owners of a limit, once."""

    def tell(self, case: Case, event: Event | None) -> bool:
        """Queue the owner's notice; False if the policy tells nobody."""

    def write_back(self, finding: Finding, status: str, note: str) -> None:
        """Give a finding a workflow status and a note."""


@dataclass(frozen=True)
class Site:
    """Everything that a stage may use: the policy where it acts, the seams, and the ledger."""

    policy: Any  # c7n Policy, with a session of the target account and region
    supplier: Supplier
    executor: Executor
    ledger: Ledger
    occasion: str  # key of the event in the ledger
    function: str = ""  # ARN of the function that runs
    holder: str = ""  # request id of its invocation, the same for every attempt at it
    lease: float = ABANDONED_SECONDS  # after which an invocation of another holder is not at work any more
    today: Callable[[], date] = date.today
    wait: Callable[[float], None] = lambda _: None  # seconds
    metadata: Mapping[str, Any] = field(default_factory=dict)  # the policy's

    @property
    def actions(self) -> list[tuple[str, Any]]:
        """(key in an entry, c7n action) of those that change something."""
        return [(action_key(n, each), each) for n, each in enumerate(self._all) if not tells(each)]

    @property
    def tellers(self) -> list[Any]:
        """The actions that tell somebody."""
        return [each for each in self._all if tells(each)]

    @property
    def _all(self) -> list[Any]:
        return list(self.policy.resource_manager.actions)


TELLERS = ("notify", "notify-owner")


def tells(action: Any) -> bool:
    """True for an action that changes nothing and tells somebody."""
    return str(action.type) in TELLERS


def action_key(number: int, action: Any) -> str:
    """Key of an action in an entry; sorts in the policy's order."""
    return f"{number:02}-{action.type}"
