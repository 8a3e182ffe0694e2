"""verify: read the resource again; is the problem gone?"""

from __future__ import annotations

from c7n_reflex.ledger import Result
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction
from c7n_reflex.pipeline.resolve import complete, identity, read
from c7n_reflex.pipeline.seams import Site

CONSISTENCY_SECONDS = (1.0, 2.0)  # a change may show only some seconds after it was made
# Stock actions after which a resource may rightly match as before: they mark it, or tell others of it, or
# take effect later.
_WITHOUT_EFFECT_ON_FILTERS = (
    "tag",
    "mark",
    "untag",
    "remove-tag",
    "auto-tag",
    "copy-related-tag",
    "snapshot",
)
_LATER = (
    "delete",
    "terminate",
    "stop",
    "start",
    "reboot",
    "schedule",
    "force-delete",
    "invoke",
    "post",
    "put",
    "webhook",
)


def verify(site: Site, reaction: Reaction) -> Reaction:
    """Ends each case that was acted on: fixed, not fixed, acted (nothing to look at) or unchanged."""
    going_on = reaction.going_on
    if not going_on:
        return reaction
    looked = looks(site)
    still = _still_matching(site, reaction) if looked else set()
    if not site.actions and site.tellers:
        return reaction.replaced({case.identity: _told(case) for case in going_on})
    checked = {case.identity: _checked(case, still, looked) for case in going_on}
    return reaction.replaced(checked)


def looks(site: Site) -> bool:
    """True if reading the resource again says whether the actions helped.

    `metadata.verify` of the policy says so, or not; otherwise a policy with a remediation of ours is always
    checked, and one with stock actions only unless all of them mark, or take effect later.
    """
    if not site.supplier.looks_at_state():
        return False
    wanted = site.metadata.get("verify")
    if isinstance(wanted, bool):
        return wanted
    quiet = (*_WITHOUT_EFFECT_ON_FILTERS, *_LATER)
    return any(
        not str(action.type).startswith(quiet) or hasattr(action, "remediate") for _, action in site.actions
    )


def _still_matching(site: Site, reaction: Reaction) -> set[str]:
    pending = [case.identity for case in reaction.going_on]
    for seconds in (0.0, *CONSISTENCY_SECONDS):
        site.wait(seconds)
        pending = _matching(site, reaction, pending)
        if not pending:
            break
    return set(pending)


def _matching(site: Site, reaction: Reaction, identities: list[str]) -> list[str]:
    """Which of them match (again)."""
    resources = read(site, reaction.ids or (() if site.policy.resource_type == "aws.account" else identities))
    wanted = [each for each in resources if identity(site, each) in identities]
    complete(site, reaction, wanted)
    try:
        matched = site.supplier.filtered(wanted, reaction.event, again=True)
    except Exception as error:  # filters raise what they like; see `decide`
        what = f"{', '.join(identities)}: {type(error).__name__}: {error}"
        raise EventEndedError(Outcome.UNREADABLE, what) from error
    return [identity(site, each) for each in matched]


def _told(case: Case) -> Case:
    """An account is a large resource: what of it the event names is said, too."""
    named = case.resource.get("c7n-reflex:ids") or ()
    return case.ended(Outcome.TOLD, f"It is about {', '.join(map(str, named))}." if named else "")


def _checked(case: Case, still: set[str], looked: bool) -> Case:
    if case.identity in still:
        return case.ended(Outcome.NOT_FIXED)
    results = {record.outcome for record in case.entry.records()} if case.entry else set()
    if results <= {Result.UNCHANGED}:
        return case.ended(Outcome.UNCHANGED)
    return case.ended(Outcome.FIXED if looked else Outcome.ACTED)
