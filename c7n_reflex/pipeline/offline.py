"""The two seams without AWS: resources from fixtures or from a recording, and an executor that never acts.

Everything between them is the code of the live driver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.ledger import Record, Result
from c7n_reflex.pipeline.outcome import UnknownError
from c7n_reflex.pipeline.reaction import Case, Event, Reaction, Resource
from c7n_reflex.pipeline.records import planned_record
from c7n_reflex.pipeline.seams import Position, Supplier, action_key, tells
from c7n_reflex.pipeline.supply import LiveSupplier
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption
from c7n_reflex.safeguards.limits import LimitReached


class FixtureSupplier(LiveSupplier):
    """Resources as they are given; the policy's own filters look at them. None: they are not known."""

    def __init__(
        self,
        policy: Any,
        resources: Sequence[Resource] | None,
        position: Position | None = None,
        exemptions: tuple[Exemption, ...] = (),
    ) -> None:
        given = position or Position(Enforcement.ENFORCE)
        super().__init__(policy, lambda: given, lambda: exemptions)
        self._given = None if resources is None else list(resources)
        model = policy.resource_manager.resource_type
        # Events name some types by another of these than c7n calls their id.
        self._names = [key for key in (model.id, getattr(model, "arn", None), model.name) if key]

    def resources(self, ids: Sequence[str]) -> list[Resource]:
        """Those with these ids; all, for a type that is found by none. UnknownError if none are known."""
        if self._given is None:
            raise UnknownError(*(ids or (self._manager.type,)))
        return [dict(each) for each in self._given if not ids or self._called(each) & set(ids)]

    def _called(self, resource: Resource) -> set[str]:
        return {str(resource[key]) for key in self._names if key in resource}

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
    """Notes what would be done, in the order of the calls.

    planned        the actions' records, by key and resource in the order of the plan
    told           outcomes of which the owner would be told
    notices        (resource, outcome) of the same
    written_back   (finding's id, status)
    """

    def __init__(self, policy: Any) -> None:
        self._policy = policy
        self.planned: list[Record] = []
        self.by_key: list[tuple[str, Record]] = []
        self.told: list[str] = []
        self.notices: list[tuple[str, str]] = []
        self.written_back: list[tuple[str, str]] = []

    def preview(self, case: Case, event: Event | None) -> dict[str, Record]:
        """What the actions say of themselves, as far as it is known without AWS."""
        actions = enumerate(self._policy.resource_manager.actions)
        planned = {
            action_key(n, action): self._planned(action, case, event)
            for n, action in actions
            if not tells(action)
        }
        self.by_key += planned.items()
        return planned

    def act(self, action: Any, key: str, cases: Sequence[Case], reaction: Reaction) -> dict[str, Record]:
        """As planned."""
        records = {case.identity: self._acted(action, case, reaction.event) for case in cases}
        self.planned += records.values()
        self.by_key += ((key, record) for record in records.values())
        return records

    def _acted(self, action: Any, case: Case, event: Event | None) -> Record:
        """What live is the failure of one resource's action is so offline."""
        try:
            return self._planned(action, case, event)
        except Exception as failure:  # noqa: BLE001 - events of any shape reach the actions
            error = f"{type(failure).__name__}: {failure}"
            return planned_record(self._policy, case, action, event).with_changes(
                outcome=Result.FAILED, error=error
            )

    def _planned(self, action: Any, case: Case, event: Event | None) -> Record:
        """A remediation knows its change where the state is known; of a stock action only its name is."""
        if not hasattr(action, "preview"):
            return planned_record(self._policy, case, action, event)
        try:
            (record,) = action.preview([case.resource], event)
        except UnknownError:
            return planned_record(self._policy, case, action, event)
        nothing = not record.change
        return record.with_changes(outcome=Result.UNCHANGED) if nothing else record  # type: ignore[no-any-return]

    def spend(self, amount: int) -> LimitReached | None:  # noqa: ARG002
        """Nothing is counted."""
        return None

    def alarm(self, reached: LimitReached, cases: Sequence[Case], event: Event | None) -> None:
        """Nobody is alarmed."""

    def tell(self, case: Case, event: Event | None) -> bool:  # noqa: ARG002
        """Nobody is told; False if the policy tells nobody."""
        if not any(tells(action) for action in self._policy.resource_manager.actions):
            return False
        self.told.append(str(case.outcome))
        self.notices.append((case.identity, str(case.outcome)))
        return True

    def write_back(self, finding: Finding, status: str, note: str) -> None:  # noqa: ARG002
        """Nothing is written."""
        self.written_back.append((finding.id, status))
