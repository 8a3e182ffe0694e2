"""report: write the ledger, close the finding, tell the owner; each once, and none forgotten.

Whatever is owed is known from the ledger's entry alone (`outcome`, `told`, `written_back`), so that a retry
after a crash between any two steps does just what is missing.
"""

from __future__ import annotations

from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError
from c7n.exceptions import CustodianError

from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline.entries import with_end
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.repeats import key_of
from c7n_reflex.pipeline.seams import Site
from c7n_reflex.pipeline.writeback import write_back

ATTEMPTS = 3  # Lambda's own: the first and two more; only the last failure is told, for the next may succeed
_TOLD = frozenset(
    {Outcome.FIXED, Outcome.ACTED, Outcome.TOLD, Outcome.OBSERVED, Outcome.AWAITING_APPROVAL}
    | {Outcome.FAILED, Outcome.NOT_FIXED, Outcome.APPROVAL_EXPIRED, Outcome.STATE_CHANGED}
)
_TRIED_AGAIN = frozenset({Outcome.FAILED, Outcome.NOT_FIXED})
_END = ("outcome", "detail", "stages", "updated", "finished", "holder")


def report(site: Site, reaction: Reaction) -> Reaction:
    """Everything is recorded and told. EventEndedError (unreported) in the end if anything is still owed."""
    problems: list[str] = []
    for step in (_record, _tell, write_back):
        reaction = _each(site, reaction, step, problems)
    if problems:
        raise EventEndedError(Outcome.UNREPORTED, "; ".join(problems))
    return reaction


def _each(
    site: Site, reaction: Reaction, step: Callable[[Site, Reaction, Case], Case], problems: list[str]
) -> Reaction:
    """One case's problem does not keep the others from being told."""
    done = {}
    for case in reaction.cases:
        try:
            done[case.identity] = step(site, reaction, case)
        except (ClientError, BotoCoreError, CustodianError, OSError) as error:
            problems.append(f"{step.__name__.strip('_')} {case.identity}: {error}")
    return reaction.replaced(done)


def _record(site: Site, reaction: Reaction, case: Case) -> Case:
    """Where the entry does not say yet how it ended, it does now."""
    if case.entry is None or case.outcome is None or case.entry.outcome is case.outcome:
        return case
    entry = with_end(reaction, case.entry, case.outcome, case.detail).with_changes(finished=now())
    # The claim first: once the entry says how it ended, nothing more is recorded.
    site.ledger.close(key_of(reaction, case), entry)
    site.ledger.save(entry, *_END)
    return case.with_changes(entry=entry)


def _tell(site: Site, reaction: Reaction, case: Case) -> Case:
    entry = case.entry
    if entry is None or case.outcome not in _TOLD or entry.told == case.outcome:
        return case
    if case.outcome in _TRIED_AGAIN and entry.attempts < ATTEMPTS and reaction.event is not None:
        return case
    if not site.executor.tell(case, reaction.event):
        return case
    entry = entry.with_changes(told=str(case.outcome), notified=now())
    site.ledger.save(entry, "told", "notified")
    return case.with_changes(entry=entry)
