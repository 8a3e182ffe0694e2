"""Takes a reaction through the stages, in their order; the same for every driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.pipeline import log
from c7n_reflex.pipeline.act import act
from c7n_reflex.pipeline.decide import conditions, decide
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage, UnknownError
from c7n_reflex.pipeline.reaction import Reaction
from c7n_reflex.pipeline.report import report
from c7n_reflex.pipeline.resolve import resolve
from c7n_reflex.pipeline.seams import Site
from c7n_reflex.pipeline.verify import verify

# When several resources of an event end in different ways, the whole is called by the first of these.
_GRAVEST = (
    *(
        Outcome.OVER_LIMIT,
        Outcome.FAILED,
        Outcome.NOT_FIXED,
        Outcome.FIXED,
        Outcome.ACTED,
        Outcome.AWAITING_APPROVAL,
    ),
    Outcome.TOLD,
    *(Outcome.OBSERVED, Outcome.STATE_CHANGED, Outcome.APPROVAL_EXPIRED, Outcome.EXEMPT, Outcome.UNCHANGED),
    *(
        Outcome.SWITCHED_OFF,
        Outcome.OWN_TURN,
        Outcome.HANDLED,
        Outcome.NO_MATCH,
        Outcome.UNDONE,
        Outcome.GONE,
    ),
)

Step = Callable[[Site, Reaction], Reaction]


def run(site: Site, reaction: Reaction, *, swept: bool = False) -> Reaction:
    """From `resolve` to `report`; `swept`: from `decide`, with cases that the filters have matched.

    The context of a sweep's policy has been entered.

    Raises EventEndedError where the end is one that a person has to see, after everything else is done.
    """
    try:
        return _run(site, reaction, swept)
    except EventEndedError as error:
        log.end_line(reaction, error.outcome, error.detail)
        raise
    except UnknownError as error:
        log.unknown(reaction, error.needs)
        raise
    # Such as Custodian's output, which is uploaded last: the event is tried again, and knows what is done.
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        log.end_line(reaction, Outcome.UNREPORTED, detail)
        raise EventEndedError(Outcome.UNREPORTED, detail) from error


def _run(site: Site, reaction: Reaction, swept: bool) -> Reaction:
    reaction = reaction.with_changes(earlier=_earlier(site))
    reaction = conditions(site, reaction)
    if reaction.outcome is not None:
        log.end_line(reaction, reaction.outcome, reaction.detail)
        return reaction
    if swept:
        return _end(_decided(site, reaction))
    reaction = _stage(site, reaction, Stage.RESOLVE, resolve)
    with site.policy.ctx:
        reaction = _decided(site, reaction)
    return _end(reaction)


def _decided(site: Site, reaction: Reaction) -> Reaction:
    """decide, act, verify and report. What was done before an error is reported before it is raised."""
    reaction = _stage(site, reaction, Stage.DECIDE, decide)
    error: EventEndedError | None = None
    if reaction.going_on:
        site.policy.ctx.metrics.put_metric(
            "ResourceCount", len(reaction.going_on), "Count", Scope="Policy", buffer=False
        )
        _write_resources(site, reaction)
        reaction = _stage(site, reaction, Stage.ACT, act)
        try:
            reaction = _stage(site, reaction, Stage.VERIFY, verify)
        except EventEndedError as failure:  # nothing is known of the end: the next attempt looks again
            error = failure
    reaction = _stage(site, reaction, Stage.REPORT, report)
    if error:
        raise error
    return reaction


def _stage(site: Site, reaction: Reaction, stage: Stage, step: Step) -> Reaction:
    started = time.monotonic()
    done = step(site, reaction)
    seconds = time.monotonic() - started
    log.stage_line(done, stage, seconds, reaction)
    return done.after(stage, seconds)


def _earlier(site: Site) -> Any:
    try:
        return site.ledger.earlier(site.occasion)
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNDECIDED, f"the ledger cannot be read: {error}") from error


def _write_resources(site: Site, reaction: Reaction) -> None:
    """What Custodian writes beside its actions' output."""
    from c7n.utils import dumps

    resources = [case.resource for case in reaction.going_on]
    site.policy.ctx.output.write_file("resources.json", dumps(resources, indent=2))


def _end(reaction: Reaction) -> Reaction:
    outcome = gravest([case.outcome for case in reaction.cases if case.outcome is not None])
    detail = "; ".join(dict.fromkeys(case.detail for case in reaction.cases if case.detail))
    parked = outcome.parks or (
        outcome is Outcome.SWITCHED_OFF and any(case.earlier for case in reaction.cases)
    )
    if parked:  # the line is written by `run`
        raise EventEndedError(outcome, detail)
    log.end_line(reaction, outcome, detail)
    return reaction.ended(outcome, detail)


def gravest(outcomes: Sequence[Outcome]) -> Outcome:
    """What the whole is called when its resources ended in these ways."""
    return next((each for each in _GRAVEST if each in outcomes), Outcome.NOTHING_NAMED)
