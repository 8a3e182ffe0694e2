"""decide: do filters and conditions match, is the resource exempt, and do the safeguards allow to act?

The order is one of caution: what must never be acted upon first (own calls, the switch), then what need not
be (exempt, handled), then how much may be (limits), and last what the policy is set to.
"""

from __future__ import annotations

from collections.abc import Callable

from c7n_reflex.ledger import Entry, Result
from c7n_reflex.pipeline import entries
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, UnknownError
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.repeats import end_repeats
from c7n_reflex.pipeline.restraint import end_at_limits, end_by_enforcement, end_exempt
from c7n_reflex.pipeline.seams import Site

# What nothing more is to be done for, on a retry, but telling.
_OVER = frozenset(
    {Outcome.FIXED, Outcome.ACTED, Outcome.UNCHANGED, Outcome.EXEMPT, Outcome.OBSERVED, Outcome.UNDONE}
    | {Outcome.TOLD, Outcome.HANDLED, Outcome.APPROVAL_EXPIRED, Outcome.STATE_CHANGED}
)


def conditions(site: Site, reaction: Reaction) -> Reaction:
    """Ends the whole where the policy's `conditions` do not hold: before anything is read."""
    if reaction.earlier or site.policy.is_runnable(reaction.event):
        return reaction
    return reaction.ended(Outcome.CONDITIONS)


def decide(site: Site, reaction: Reaction) -> Reaction:
    """Each case ends, or goes on to `act` with an entry in the ledger that says so."""
    reaction = _take_up(reaction)
    try:
        reaction = _filter(site, reaction)
    except UnknownError:
        raise
    # Filters meet events of any shape, and raise what they like: nothing is decided then.
    except Exception as error:
        raise EventEndedError(Outcome.UNDECIDED, f"filters: {type(error).__name__}: {error}") from error
    for step in _STEPS:
        if not reaction.going_on:
            break
        reaction = step(site, reaction)
    return entries.opened(site, reaction)


def _take_up(reaction: Reaction) -> Reaction:
    """Cases with what earlier attempts recorded; also of resources that are gone by now."""
    known = {entry.resource: entry for entry in reaction.earlier}
    cases = [_with_entry(case, known.pop(case.identity, None)) for case in reaction.cases]
    return reaction.with_changes(cases=(*cases, *(_vanished(entry) for entry in known.values())))


def _with_entry(case: Case, entry: Entry | None) -> Case:
    if entry is None:
        return case
    again = entry.outcome is Outcome.NOT_FIXED
    taken = case.with_changes(entry=entry, earlier=entry.started_acting, again=again)
    if case.outcome is Outcome.GONE:
        return _vanished(entry)
    return taken.ended(entry.outcome, entry.detail) if entry.outcome in _OVER else taken


def _vanished(entry: Entry) -> Case:
    """The resource is gone: what was done to it is still to be told."""
    case = Case(entry.resource, dict(entry.before or {}), entry, earlier=entry.started_acting)
    if entry.outcome in _OVER:
        return case.ended(entry.outcome, entry.detail)
    changed = any(record.outcome is not Result.UNCHANGED for record in entry.records()) and case.earlier
    return case.ended(Outcome.ACTED if changed else Outcome.GONE, "The resource is gone by now.")


def _filter(site: Site, reaction: Reaction) -> Reaction:
    if reaction.event is None:  # a sweep: they have matched
        return reaction
    resources = [case.resource for case in reaction.going_on]
    matched = site.supplier.filtered(resources, reaction.event) if resources else []
    kept = {id(each) for each in matched}
    ended = {
        case.identity: case.ended(Outcome.NO_MATCH)
        for case in reaction.going_on
        if id(case.resource) not in kept and not case.earlier
    }
    return reaction.replaced(ended)


def _end_by_switch(site: Site, reaction: Reaction) -> Reaction:
    """Off stops everything, also what an earlier attempt has begun with."""
    from c7n_reflex.safeguards.enforcement import Enforcement

    position = site.supplier.switch()
    if position.enforcement is not Enforcement.OFF:
        return reaction
    ended = {case.identity: case.ended(Outcome.SWITCHED_OFF, position.reason) for case in reaction.going_on}
    return reaction.replaced(ended)


_STEPS: tuple[Callable[[Site, Reaction], Reaction], ...] = (
    end_repeats,
    _end_by_switch,
    end_exempt,
    end_at_limits,
    end_by_enforcement,
)
