"""Takes an event through the pipeline, offline, and says what happened at each stage.

The stages are those of the function (`modes.driver`, `pipeline`); what differs is the two seams. What the
rule would not deliver is not subscribed, as EventBridge comes before the function.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Self

from c7n.ctx import ExecutionContext
from c7n.utils import reset_session_cache

from c7n_reflex.authoring.describing import described
from c7n_reflex.authoring.fleet import ACCOUNT, REGION, FleetPolicy
from c7n_reflex.authoring.offline_site import offline_site
from c7n_reflex.authoring.trace import StageTrace, Trace, Verdict
from c7n_reflex.authoring.watching import Watched
from c7n_reflex.authoring.world import World
from c7n_reflex.modes import driver
from c7n_reflex.modes.base import EventMode
from c7n_reflex.pipeline import log
from c7n_reflex.pipeline.offline import PlanningExecutor
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage, UnknownError
from c7n_reflex.pipeline.reaction import Case, Reaction, Target, fingerprint
from c7n_reflex.pipeline.resolve import identity
from c7n_reflex.pipeline.run import run
from c7n_reflex.pipeline.seams import Site

Event = Mapping[str, Any]


class OfflineContext(ExecutionContext):  # type: ignore[misc, unused-ignore]
    """Custodian's context of a run, without files, logs and metrics."""

    def __enter__(self) -> Self:
        from c7n.output import blob_outputs

        self.execution_id = "offline"
        self.output = blob_outputs.get("null")(self, {"scheme": "null", "netloc": "", "url": "null://"})
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing was opened."""


def trace(given: FleetPolicy, event: Event | None, world: World) -> Trace:
    """What the policy would do about the event (None: a sweep over `world.resources`). Never acts."""
    given = given.live if world.live else given
    policy = given.policy
    _place(policy, event, world)
    with _clock(world):
        if given.is_sweep:
            return (
                _sweep(given, world)
                if event is None
                else _not_subscribed(given, None, event, "no event starts it")
            )
        if event is None:
            return _not_subscribed(given, None, {}, "it reacts to events only")
        return _react(given, policy.get_execution_mode(), event, world)


def _place(policy: Any, event: Event | None, world: World) -> None:
    """The function's account and region, and answers to what its mode asks AWS (an insight's findings)."""
    event = event if isinstance(event, Mapping) else {}
    policy.options["account_id"] = world.account or str(event.get("account") or ACCOUNT)
    policy.options["region"] = world.region or str(event.get("region") or REGION)
    if not world.live:
        policy.session_factory.answers = world.answers
    policy.session_factory.region = policy.options["region"]


def _clock(world: World) -> Any:
    if world.clock is None:
        return nullcontext()
    import time_machine

    return time_machine.travel(world.clock, tick=False)


def _react(given: FleetPolicy, mode: EventMode, event: Event, world: World) -> Trace:
    if not mode.concerns(event):
        return _not_subscribed(given, mode, event)
    mode.wait = _no_wait
    watched = Watched()
    error: Exception | None = None
    with log.heard_by(watched):
        try:
            driver.react(
                mode, event, None, lambda policy, _home, reaction, _: _site(watched, policy, reaction, world)
            )
        except (EventEndedError, UnknownError) as raised:
            error = raised
    return described(given, mode, event, watched, error)


def _site(watched: Watched, policy: Any, reaction: Reaction, world: World) -> Site:
    """The policy that acts in the reaction's target, with a context that leaves nothing behind."""
    policy.ctx = policy.resource_manager.ctx = OfflineContext(policy.session_factory, policy, policy.options)
    executor = PlanningExecutor(policy)
    return watched.site(offline_site(policy, executor, reaction, world), executor, reaction)


def _no_wait(_: Any) -> None:
    """What AWS shows only some seconds after the call is given already."""


def _sweep(given: FleetPolicy, world: World) -> Trace:
    policy = given.policy
    reset_session_cache()
    watched = Watched()
    reaction = Reaction(
        policy=given.name,
        version=fingerprint(given.data),
        mode=str((given.data.get("mode") or {}).get("type", "pull")),
        resource_type=f"aws.{policy.resource_manager.type}",
        event=None,
        target=Target(policy.options.account_id, policy.options.region),
    )
    site = _site(watched, policy, reaction, world)
    error: Exception | None = None
    with log.heard_by(watched):
        try:
            resources = site.supplier.resources(())
            watched.resolved(resources)
            with policy.ctx:
                matched = site.supplier.filtered(resources, None)
                cases = tuple(Case(identity(site, each), each) for each in matched)
                if cases:
                    run(site, reaction.with_changes(cases=cases), swept=True)
        except (EventEndedError, UnknownError) as raised:
            error = raised
        # Filters raise what they like; a sweep ends with it.
        except Exception as raised:  # noqa: BLE001
            error = EventEndedError(Outcome.UNDECIDED, f"filters: {type(raised).__name__}: {raised}")
    return described(given, None, None, watched, error)


def _not_subscribed(given: FleetPolicy, mode: EventMode | None, event: Event, detail: str = "") -> Trace:
    rest = [StageTrace(stage, Verdict.NOT_REACHED) for stage in Stage if stage is not Stage.ROUTE]
    first = StageTrace(Stage.ROUTE, Verdict.STOP, Outcome.NOT_SUBSCRIBED, detail)
    name = str((given.data.get("mode") or {}).get("type", "pull"))
    pattern = mode.kind_pattern() if mode else None  # what the event is not
    return Trace(
        given.name, name, Outcome.NOT_SUBSCRIBED, detail, (first, *rest), (), given.place, pattern, event
    )
