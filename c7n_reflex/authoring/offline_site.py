"""What the stages use offline: resources and answers of a `World`, and an executor that only plans."""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring import filtertree
from c7n_reflex.authoring.world import World
from c7n_reflex.ledger.journal import JournalLedger
from c7n_reflex.pipeline.offline import FixtureSupplier, PlanningExecutor
from c7n_reflex.pipeline.outcome import UnknownError
from c7n_reflex.pipeline.reaction import Event, Reaction, Resource
from c7n_reflex.pipeline.seams import Site
from c7n_reflex.pipeline.supply import LiveSupplier
from c7n_reflex.safeguards import exemptions


class OfflineSupplier(FixtureSupplier):
    """What is unknown of a resource matters only where the end depends on it."""

    def __init__(self, policy: Any, world: World) -> None:
        of_policy = exemptions.for_policy(world.exemptions, policy.name)
        super().__init__(policy, world.resources, world.switch, of_policy)
        self._policy = policy

    def filtered(
        self, resources: list[Resource], event: Event | None, *, again: bool = False
    ) -> list[Resource]:
        """Custodian's own answer; where a filter needs AWS, that of the whole tree."""
        try:
            return super().filtered([*resources], event, again=again)
        except UnknownError:
            verdicts = [self._verdict(each, event) for each in resources]
            if None in verdicts:
                raise
            return [each for each, verdict in zip(resources, verdicts, strict=True) if verdict]

    def _verdict(self, resource: Resource, event: Event | None) -> bool | None:
        return filtertree.joined(filtertree.evaluate(self._policy, resource, event))


class ReadingSupplier(LiveSupplier):
    """AWS as it is, or as `world.answers` has it. Exemptions and the switch are given.

    Nothing is looked at again.
    """

    def __init__(self, policy: Any, world: World) -> None:
        of_policy = exemptions.for_policy(world.exemptions, policy.name)
        super().__init__(policy, lambda: world.switch, lambda: of_policy)

    def looks_at_state(self) -> bool:
        """No: nothing is changed, so that looking again would say nothing."""
        return False


class _Nowhere:
    def write_file(self, path: str, text: str) -> None:
        """Nothing is kept."""


class SilentLedger(JournalLedger):
    """Remembers for one event, and writes nothing."""

    def __init__(self) -> None:
        super().__init__(_Nowhere())

    def _put(self, identity: str, data: dict[str, Any]) -> None:
        """Not written."""


def offline_site(policy: Any, executor: PlanningExecutor, reaction: Reaction, world: World) -> Site:
    """`policy` acts in the reaction's target, with an offline session that answers from the world."""
    if not world.live:
        policy.session_factory.answers = world.answers
    reads = world.live or world.described
    supplier: LiveSupplier = ReadingSupplier(policy, world) if reads else OfflineSupplier(policy, world)
    return Site(
        policy=policy,
        supplier=supplier,
        executor=executor,
        ledger=SilentLedger(),
        occasion=reaction.event_id or "offline",
        holder="offline",
        today=lambda: world.today,
        metadata=policy.data.get("metadata") or {},
    )
