"""The ledger's entries of a reaction: made before anything is done, and never twice for the same event."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.ledger import Entry, Record, record_id
from c7n_reflex.ledger.entry import StageEnd, ended
from c7n_reflex.ledger.record import now, without_secrets
from c7n_reflex.pipeline.cause import cause_of
from c7n_reflex.pipeline.log import PASSED
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.repeats import key_of, request_id
from c7n_reflex.pipeline.seams import Site

APPROVAL_DAYS = 7  # unless the policy's metadata has `approval-days`
_ORDER = tuple(Stage)
_RECORDED = frozenset({Outcome.EXEMPT, Outcome.OBSERVED, Outcome.AWAITING_APPROVAL})


def entry_of(site: Site, reaction: Reaction, case: Case) -> Entry:
    """The case's entry: the one that is there, or a new one."""
    if case.entry is not None:
        return case.entry
    target = reaction.target
    occasion = reaction.event_id or site.occasion
    return Entry(
        id=record_id(occasion, reaction.policy, target.account, target.region, case.identity),
        policy=reaction.policy,
        version=reaction.version,
        mode=reaction.mode,
        resource_type=reaction.resource_type,
        resource=case.identity,
        account=target.account,
        region=target.region,
        started=now(),
        updated=now(),
        cause=cause_of(reaction.event, case.identity),
        stages=tuple(StageEnd(each.stage, PASSED, each.at) for each in reaction.passed),
        before=_plain(case.resource),
        function=site.function,
        holder=site.holder,
    )


def with_end(reaction: Reaction, entry: Entry, outcome: Outcome, detail: str = "") -> Entry:
    """The entry with its end, and the stages that came before; nobody is at work on it any more."""
    known = {(each.stage, each.at) for each in entry.stages}
    before = [each for each in reaction.passed if _ORDER.index(each.stage) < _ORDER.index(outcome.stage)]
    new = [StageEnd(each.stage, PASSED, each.at) for each in before if (each.stage, each.at) not in known]
    return ended(entry.with_changes(stages=(*entry.stages, *new), holder=""), outcome, detail)


def proposed(site: Site, reaction: Reaction, case: Case) -> Case:
    """The case with an entry that says what the actions would do. Changes nothing."""
    try:
        planned = site.executor.preview(case, reaction.event)
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNREADABLE, f"{case.identity}: {error}") from error
    except Exception as error:  # an event that no action expects
        what = f"{case.identity}: {type(error).__name__}: {error}"
        raise EventEndedError(Outcome.UNDECIDED, f"what would be done to {what}") from error
    entry = entry_of(site, reaction, case)
    plans = {key: record.with_changes(id=entry.id).as_dict() for key, record in planned.items()}
    return case.with_changes(entry=entry.with_changes(planned=plans, event=_kept(reaction.source)))


def planned_of(case: Case) -> dict[str, Record]:
    """What the actions would do, by action key."""
    plans: Mapping[str, Any] = (case.entry.planned if case.entry else None) or {}
    return {key: Record.from_dict(each) for key, each in plans.items()}


def approval_until(site: Site) -> str:
    """When a proposed change is no longer to be approved: ISO 8601, UTC."""
    days = site.metadata.get("approval-days", APPROVAL_DAYS)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + float(days) * 86400))


def opened(site: Site, reaction: Reaction) -> Reaction:
    """Everything that was decided is in the ledger. EventEndedError (undecided) where it cannot be."""
    try:
        return reaction.replaced({case.identity: _opened(site, reaction, case) for case in reaction.cases})
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNDECIDED, f"the ledger cannot be written: {error}") from error


def _opened(site: Site, reaction: Reaction, case: Case) -> Case:
    known = {entry.id for entry in reaction.earlier}
    if case.outcome is None:
        return _taken(site, reaction, _held(site, reaction, case, known))
    if case.entry is not None and case.entry.id in known:
        return _ended_again(site, reaction, case)
    if case.outcome not in _RECORDED:
        return case
    entry = with_end(reaction, entry_of(site, reaction, case), case.outcome, case.detail)
    (stored,) = site.ledger.open(site.occasion, [entry])
    site.ledger.close(key_of(reaction, case), stored)
    return case.with_changes(entry=stored)


def _held(site: Site, reaction: Reaction, case: Case, known: set[str]) -> Case:
    """The case with an entry that nobody else is at work on."""
    entry = entry_of(site, reaction, case)
    if entry.id in known:
        abandoned = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - site.lease))
        if not site.ledger.hold(entry, site.holder, abandoned):
            raise _busy(entry)
        entry = entry.with_changes(attempts=entry.attempts + 1, outcome=Outcome.BEGUN, holder=site.holder)
    else:
        (entry,) = site.ledger.open(site.occasion, [entry.with_changes(holder=site.holder)])
        if entry.holder != site.holder:
            raise _busy(entry)
    return case.with_changes(entry=entry)


def _busy(entry: Entry) -> EventEndedError:
    return EventEndedError(Outcome.UNDECIDED, f"another delivery of the event is at work on entry {entry.id}")


def _taken(site: Site, reaction: Reaction, case: Case) -> Case:
    """Claims the resource; of several findings of one fault one entry acts."""
    assert case.entry is not None
    alone = not request_id(reaction) and reaction.event is not None
    if site.ledger.take(key_of(reaction, case), case.entry, alone=alone):
        return case
    entry = with_end(reaction, case.entry, Outcome.HANDLED)
    site.ledger.save(entry, "outcome", "stages", "updated", "holder")
    return case.with_changes(entry=entry).ended(Outcome.HANDLED, "by another entry at the same time")


def _ended_again(site: Site, reaction: Reaction, case: Case) -> Case:
    """What an earlier attempt recorded, with the end that it has now."""
    assert case.entry is not None
    assert case.outcome is not None
    if case.entry.outcome is case.outcome or case.outcome is Outcome.SWITCHED_OFF:
        return case
    entry = with_end(reaction, case.entry, case.outcome, case.detail)
    site.ledger.save(
        entry, "outcome", "detail", "stages", "updated", "holder", "approval", "planned", "event"
    )
    return case.with_changes(entry=entry)


def _plain(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource's own state, without annotations."""
    own = {key: value for key, value in resource.items() if not key.startswith(("c7n:", "c7n-reflex:"))}
    plain: dict[str, Any] = without_secrets(own)
    return plain


def _kept(event: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(event) if event is not None else None
