"""The messages that a policy's function would queue for owners, made offline from an event.

What the notice says of a case is the pipeline's own (`pipeline.tell`); around it is the message of
Custodian's `notify` (c7n.actions.Notify.process).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from c7n.utils import get_partition
from c7n.version import version

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import PlannedAction, ResourceTrace, TargetTrace, Trace, Verdict
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError
from c7n_reflex.ledger import Entry, Record, Result, record_id
from c7n_reflex.ledger.entry import Approval
from c7n_reflex.ledger.record import without_secrets
from c7n_reflex.pipeline import tell
from c7n_reflex.pipeline.cause import cause_of
from c7n_reflex.pipeline.entries import APPROVAL_DAYS
from c7n_reflex.pipeline.outcome import Outcome, Stage
from c7n_reflex.pipeline.reaction import Case
from c7n_reflex.pipeline.report import ATTEMPTS
from c7n_reflex.pipeline.seams import TELLERS, tells

Event = Mapping[str, Any]
Message = dict[str, Any]

_PLANNED = (Outcome.OBSERVED, Outcome.AWAITING_APPROVAL)
_EXAMPLE = "UnauthorizedOperation: an example of what AWS may say"


def messages(
    given: FleetPolicy, event: Event | None, world: World, outcome: Outcome | None = None
) -> list[Message]:
    """One for each resource and each of the policy's actions that tell, decoded, as the mailer gets them.

    `outcome` is how it is to end; None: as it would, taken that the change helps. InputError if nobody would
    be told.
    """
    found = trace(given, event, world)
    actions = [each for each in given.policy.resource_manager.actions if tells(each)]
    if not actions:
        raise InputError(
            f"the policy {given.name!r} tells nobody", remedy="add `notify-owner`", place=given.at("actions")
        )
    made = [
        _message(given, action, case, event, target)
        for target in found.targets
        for case in _cases(given, target, event, world, outcome)
        for action in actions
    ]
    if not made:
        raise _nobody(found)
    return made


def _nobody(found: Trace) -> InputError:
    needs = f"; it is not known: {', '.join(found.needs)}" if found.needs else ""
    ends = f"it ends {found.outcome or 'UNKNOWN'} at {found.stage}"
    remedy = f"see `c7n-reflex explain {found.policy}` with the same options"
    return InputError(f"nobody would be told: {ends}{needs}", remedy=remedy)


def _cases(
    given: FleetPolicy, target: TargetTrace, event: Event | None, world: World, outcome: Outcome | None
) -> Iterator[Case]:
    for each in target.resources:
        is_told = each.told if outcome is None else bool(each.planned)
        if is_told and each.outcome is not None:
            end = outcome or _natural(target, each.outcome)
            entry = _entry(given, target, each, event, end)
            resource = _resource(given, each.identity, world)
            detail = each.detail if outcome in (None, each.outcome) else ""
            yield Case(each.identity, resource, entry, end, detail)


def _natural(target: TargetTrace, end: Outcome) -> Outcome:
    """What is planned ends `acted`; where the function would look again, take it that it helped."""
    verify = next((each for each in target.stages if each.stage is Stage.VERIFY), None)
    looks = verify is not None and verify.verdict is Verdict.UNKNOWN
    return Outcome.FIXED if end is Outcome.ACTED and looks else end


def _entry(
    given: FleetPolicy, target: TargetTrace, resource: ResourceTrace, event: Event | None, end: Outcome
) -> Entry:
    identity = record_id("preview", given.name, target.account, target.region, resource.identity)
    entry = Entry(
        id=identity,
        policy=given.name,
        version="",
        mode=str((given.data.get("mode") or {}).get("type", "pull")),
        resource_type=f"aws.{given.policy.resource_manager.type}",
        resource=resource.identity,
        account=target.account,
        region=target.region,
        started=_iso(_time(event)),
        cause=cause_of(event, resource.identity),
        outcome=end,
        attempts=ATTEMPTS if end in (Outcome.FAILED, Outcome.NOT_FIXED) else 1,
    )
    records = {each.path: _record(entry, each, end) for each in resource.planned if each.type not in TELLERS}
    if end not in _PLANNED:
        return replace(entry, actions=records)
    planned = {key: each.as_dict() for key, each in records.items()}
    return replace(entry, planned=planned, approval=_approval(given, event, end))


def _approval(given: FleetPolicy, event: Event | None, end: Outcome) -> Approval | None:
    if end is not Outcome.AWAITING_APPROVAL:
        return None
    days = float((given.data.get("metadata") or {}).get("approval-days", APPROVAL_DAYS))
    return Approval(_iso(_time(event) + timedelta(days=days)), "")


def _record(entry: Entry, planned: PlannedAction, end: Outcome) -> Record:
    result = _result(planned, end)
    return Record(
        id=entry.id,
        policy=entry.policy,
        action=planned.type,
        resource_type=entry.resource_type,
        resource=planned.resource,
        account=entry.account,
        region=entry.region,
        started=entry.started,
        cause=entry.cause,
        change=planned.change,
        before=planned.before,
        after=None if result is Result.FAILED else planned.after,
        undo={} if planned.before is not None else None,
        outcome=result,
        error=_EXAMPLE if result is Result.FAILED else "",
    )


def _result(planned: PlannedAction, end: Outcome) -> Result:
    if end in _PLANNED:
        return Result.PLANNED
    if end is Outcome.FAILED:
        return Result.FAILED
    return Result.CHANGED if planned.changes else Result.UNCHANGED


def _resource(given: FleetPolicy, identity: str, world: World) -> dict[str, Any]:
    """As it was given, by its id."""
    model = given.policy.resource_manager.resource_type
    for each in world.resources or ():
        if str(each.get(model.id)) == identity:
            return dict(each)
    return {model.id: identity}


def _message(
    given: FleetPolicy, action: Any, case: Case, event: Event | None, target: TargetTrace
) -> Message:
    notify = {"to": ["account-owner"], "template": "remediation"} if action.type == "notify-owner" else {}
    return {
        "event": without_secrets(dict(event)) if event is not None else None,
        "account_id": target.account,
        "partition": get_partition(target.region),
        "account": target.account,
        "version": version,
        "region": target.region,
        "execution_id": "preview",
        "execution_start": _time(event).timestamp(),
        "policy": given.data,
        "action": {**notify, **action.data, **tell.about(case)},
        "resources": [tell.shown_resource(case)],
    }


def _time(event: Event | None) -> datetime:
    """The event's, so that the same event gives the same notice."""
    try:
        moment = datetime.fromisoformat(str((event or {}).get("time", "")))
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
