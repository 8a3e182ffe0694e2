"""The live driver: takes an event through the pipeline, in each account and region that it names."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from time import monotonic
from time import time as wall_clock
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from c7n.exceptions import CustodianError

from c7n_reflex.ledger import Core, Ledger, open_core
from c7n_reflex.ledger.claims import ABANDONED_SECONDS, occasion_key
from c7n_reflex.ledger.journal import JournalLedger
from c7n_reflex.modes.member import policy_at
from c7n_reflex.pipeline import log
from c7n_reflex.pipeline.execute import LiveExecutor
from c7n_reflex.pipeline.hub import Place
from c7n_reflex.pipeline.locate import Reach, locate
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage, UnknownError
from c7n_reflex.pipeline.reaction import Reaction, Resource, fingerprint
from c7n_reflex.pipeline.route import route
from c7n_reflex.pipeline.run import run
from c7n_reflex.pipeline.seams import Position, Site
from c7n_reflex.pipeline.supply import LiveSupplier
from c7n_reflex.safeguards import exemptions, prepared
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.switch import Switch, ssm_client

_LEASE_SLACK = 60.0  # seconds, for clocks and for what a function has done before it comes here
_switches: dict[int, Switch] = {}  # by the session that reads it: a hot function asks once a minute


def acted_upon(reactions: list[Reaction]) -> list[Resource]:
    """The resources that may have been changed."""
    cases = [case for reaction in reactions for case in reaction.cases]
    return [case.resource for case in cases if case.outcome is not None and case.outcome.acted]


# (policy that acts in the target, the function's own policy, reaction, Lambda context) -> what stages may use
SiteOf = Callable[[Any, Any, Reaction, Any], Site]


def react(mode: Any, event: Mapping[str, Any], context: Any, site_of: SiteOf | None = None) -> list[Reaction]:
    """How it ended in each account and region. Raises an EventEndedError, after every one had its turn.

    `site_of` is what differs between drivers: AWS, unless it is given.
    """
    started = Reaction(
        policy=mode.policy.name,
        version=fingerprint(mode.policy.data),
        mode=str(mode.policy.data["mode"]["type"]),
        resource_type=f"aws.{mode.policy.resource_manager.type}",
        event=event,
        source=event,
    )
    begun = monotonic()
    routed = _guarded(started, lambda: route(started, mode))
    if routed.outcome is not None:
        return _ended(routed)
    routed = _passed(routed, Stage.ROUTE, begun)
    options = mode.policy.options
    reach = Reach(options.account_id or "", options.region or "", "member-role" in mode.mode)
    begun = monotonic()
    located = _guarded(routed, lambda: locate(routed, mode, reach))
    located = [_passed(each, Stage.LOCATE, begun) for each in located]
    return _each(mode, located, context, site_of or live_site)


def _passed(reaction: Reaction, stage: Stage, begun: float) -> Reaction:
    if reaction.outcome is not None:
        return reaction
    seconds = monotonic() - begun
    log.stage_line(reaction, stage, seconds, reaction)
    return reaction.after(stage, seconds)


def _guarded(reaction: Reaction, step: Callable[[], Any]) -> Any:
    """An event of any shape ends in a named way."""
    try:
        return step()
    except EventEndedError as error:
        log.end_line(reaction, error.outcome, error.detail)
        raise
    except (CustodianError, ClientError, BotoCoreError) as error:
        log.end_line(reaction, Outcome.MALFORMED, str(error))
        raise EventEndedError(Outcome.MALFORMED, str(error)) from error


def _ended(reaction: Reaction) -> list[Reaction]:
    assert reaction.outcome is not None
    log.end_line(reaction, reaction.outcome, reaction.detail)
    if reaction.outcome.parks:
        raise EventEndedError(reaction.outcome, reaction.detail)
    return [reaction]


def _each(mode: Any, reactions: list[Reaction], context: Any, site_of: SiteOf) -> list[Reaction]:
    """Every account and region has its turn, also after one failed; the first failure is raised at last."""
    done: list[Reaction] = []
    failures: list[EventEndedError | UnknownError] = []
    for reaction in reactions:
        try:
            done += _one(mode, reaction, context, site_of)
        except (EventEndedError, UnknownError) as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return done


def _one(mode: Any, reaction: Reaction, context: Any, site_of: SiteOf) -> list[Reaction]:
    if reaction.outcome is not None:
        return _ended(reaction)
    with policy_at(mode.policy, reaction.target) as policy:
        return [run(site_of(policy, mode.policy, reaction, context), reaction)]


def live_site(policy: Any, home: Any, reaction: Reaction, context: Any) -> Site:
    """What the stages may use: `policy` acts in the target, `home` is the function's own."""
    core = _core(policy)
    ledger: Ledger = core.ledger if core else JournalLedger(_Output(policy))
    event = reaction.event or {}
    place = Place(str(event.get("account") or home.options.account_id), _event_region(event, home))
    target = reaction.target
    return Site(
        policy=policy,
        supplier=LiveSupplier(policy, lambda: _position(core), lambda: exemptions_of(policy.name)),
        executor=LiveExecutor(policy, ledger, core, place),
        ledger=ledger,
        occasion=occasion_key(
            reaction.event_id or str(policy.ctx.execution_id), policy.name, target.account, target.region
        ),
        function=str(getattr(context, "invoked_function_arn", "") or ""),
        holder=str(getattr(context, "aws_request_id", "") or ""),
        lease=_lease(context),
        wait=time.sleep,
        metadata=policy.data.get("metadata") or {},
    )


def _lease(context: Any) -> float:
    """Seconds after which whoever began before is no longer at work: the function's timeout, and some."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return min(ABANDONED_SECONDS, remaining() / 1000 + _LEASE_SLACK) if remaining else ABANDONED_SECONDS


def _event_region(event: Mapping[str, Any], home: Any) -> str:
    return str(event.get("region") or home.options.region or "")


def _core(policy: Any) -> Core | None:
    try:
        return open_core(policy.session_factory)
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNDECIDED, f"core-compliance cannot be reached: {error}") from error


def _position(core: Core | None) -> Position:
    """Where nothing is configured there is no switch, and the policy decides."""
    if core is None:
        return Position(Enforcement.ENFORCE)
    key = id(core)
    if key not in _switches:
        # Not the monotonic clock: it may stand still while a function's environment is frozen.
        _switches[key] = Switch(ssm_client(core.session, core.settings.home_region), wall_clock)
    reading = _switches[key].value()
    return Position(reading.position, reading.reason)


def exemptions_of(policy: str) -> tuple[exemptions.Exemption, ...]:
    """Those that were packed into the function, or that the command line has prepared."""
    return exemptions.for_policy(prepared.exemptions(), policy)


class _Output:
    """The policy's output, which exists only once its context is entered."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def write_file(self, path: str, text: str) -> None:
        """See c7n.output.DirectoryOutput."""
        self._policy.ctx.output.write_file(path, text)
