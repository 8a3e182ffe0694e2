"""The two seams without AWS: resources from fixtures or from a recording, and an executor that never acts.

Everything between them is the code of the live driver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger import Record
from c7n_reflex.pipeline.reaction import Case, Event, Reaction, Resource
from c7n_reflex.pipeline.records import planned_record
from c7n_reflex.pipeline.seams import Position, Supplier, action_key, tells
from c7n_reflex.pipeline.supply import LiveSupplier
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption
from c7n_reflex.safeguards.limits import LimitReached


class FixtureSupplier(LiveSupplier):
    """Resources as they are given; the policy's own filters look at them."""

    def __init__(
        self,
        policy: Any,
        resources: Sequence[Resource],
        position: Position | None = None,
        exemptions: tuple[Exemption, ...] = (),
    ) -> None:
        given = position or Position(Enforcement.ENFORCE)
        super().__init__(policy, lambda: given, lambda: exemptions)
        self._given, self._id = list(resources), policy.resource_manager.resource_type.id

    def resources(self, ids: Sequence[str]) -> list[Resource]:
        """Those with these ids; all, for a type that is found by none."""
        return [dict(each) for each in self._given if not ids or str(each.get(self._id)) in ids]

    def complete(self, resource: Resource) -> None:
        """Nothing: what is to be known is given."""

    def looks_at_state(self) -> bool:
        """No: nothing is changed, so that looking again would say nothing."""
        return False


class RecordingSupplier:
    """Another supplier, and what it has answered: `FixtureSupplier` gives the same from `recorded`."""

    def __init__(self, inner: Supplier) -> None:
        self._inner = inner
        self.recorded: list[Resource] = []

    def __getattr__(self, name: str) -> Any:
        """Everything else is the other's."""
        return getattr(self._inner, name)

    def resources(self, ids: Sequence[str]) -> list[Resource]:
        """What the other answers, kept as it was before filters add to it."""
        found = self._inner.resources(ids)
        self.recorded += [dict(each) for each in found]
        return found


class PlanningExecutor:
    """Notes what would be done. `planned`, `told` and `written_back` are in the order of the calls."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy
        self.planned: list[Record] = []
        self.told: list[str] = []  # outcomes of which the owner would be told
        self.written_back: list[tuple[str, str]] = []  # finding's id, status

    def preview(self, case: Case, event: Event | None) -> dict[str, Record]:
        """What the actions say of themselves is not known without AWS: their names are."""
        actions = enumerate(self._policy.resource_manager.actions)
        return {
            action_key(n, action): planned_record(self._policy, case, action, event)
            for n, action in actions
            if not tells(action)
        }

    def act(self, action: Any, key: str, cases: Sequence[Case], reaction: Reaction) -> Mapping[str, Record]:  # noqa: ARG002
        """As planned."""
        records = {
            case.identity: planned_record(self._policy, case, action, reaction.event) for case in cases
        }
        self.planned += records.values()
        return records

    def spend(self, amount: int) -> LimitReached | None:  # noqa: ARG002
        """Nothing is counted."""
        return None

    def alarm(self, reached: LimitReached, cases: Sequence[Case], event: Event | None) -> None:
        """Nobody is alarmed."""

    def tell(self, case: Case, event: Event | None) -> bool:  # noqa: ARG002
        """Nobody is told."""
        self.told.append(str(case.outcome))
        return True

    def write_back(self, finding: Finding, status: str, note: str) -> None:  # noqa: ARG002
        """Nothing is written."""
        self.written_back.append((finding.id, status))
