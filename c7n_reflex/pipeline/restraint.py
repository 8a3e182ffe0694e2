"""What holds a policy back although its filters match: exemptions, limits, and how far it may go."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.ledger import Approval
from c7n_reflex.ledger.record import now
from c7n_reflex.pipeline import entries
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction, fingerprint
from c7n_reflex.pipeline.seams import Site
from c7n_reflex.safeguards import enforcement, exemptions, limits
from c7n_reflex.safeguards.enforcement import Enforcement

_NOT_OF_THE_STATE = ("c7n:", "c7n-reflex:", "c7n.")  # annotations


def end_exempt(site: Site, reaction: Reaction) -> Reaction:
    """Ends the resources that somebody has exempted. What has been begun with is finished."""
    try:
        known = site.supplier.exemptions()
    except ValueError as error:
        raise EventEndedError(Outcome.UNDECIDED, f"exemptions: {error}") from error
    ended = {}
    for case in reaction.going_on if known else ():
        found = None if case.earlier else _exemption(site, reaction, case, known)
        if found:
            ended[case.identity] = case.ended(
                Outcome.EXEMPT, f"until {found.until} by {found.owner}: {found.reason}"
            )
    return reaction.replaced(ended)


def _exemption(
    site: Site, reaction: Reaction, case: Case, known: tuple[exemptions.Exemption, ...]
) -> exemptions.Exemption | None:
    return exemptions.matching(
        known,
        policy=reaction.policy,
        account=reaction.target.account,
        region=reaction.target.region,
        resource=case.resource,
        ids={case.identity, *_arns(site, case)},
        today=site.today(),
    )


def _arns(site: Site, case: Case) -> list[str]:
    """The resource's ARN where c7n knows how it is made."""
    try:
        return [str(each) for each in site.policy.resource_manager.get_arns([case.resource])]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def end_at_limits(site: Site, reaction: Reaction) -> Reaction:
    """EventEndedError (over the limit) where the event names more than the policy may act on at once."""
    going_on = reaction.going_on
    most = site.policy.max_resources
    most = most.get("amount") if isinstance(most, dict) else most  # a share of all means nothing for an event
    own = limits.of_policy(site.policy.data).resources_per_event
    if reaction.event is None:  # a sweep: Custodian has checked max-resources, and there is no event
        return reaction
    limit = min(most, own) if most else own
    if len(going_on) > limit:
        sentence = f"The event names {len(going_on)} matching resources, and the limit is {limit}."
        reached = limits.LimitReached("event", reaction.policy, limit, now()[:13], sentence)
        raise_limit(site, reaction, reached)
    return reaction


def raise_limit(site: Site, reaction: Reaction, reached: limits.LimitReached) -> None:
    """Sound the alarm, and end the event."""
    site.executor.alarm(reached, reaction.going_on, reaction.event)
    raise EventEndedError(Outcome.OVER_LIMIT, reached.sentence)


def end_by_enforcement(site: Site, reaction: Reaction) -> Reaction:
    """Ends what is only observed or has to be approved; counts what is going to be acted on."""
    position = site.supplier.switch()
    allowed = enforcement.effective(enforcement.of_policy(site.policy.data), position.enforcement)
    decided = {case.identity: _allowed(site, reaction, case, allowed) for case in reaction.going_on}
    return _counted(site, reaction.replaced(decided))


def _allowed(site: Site, reaction: Reaction, case: Case, allowed: Enforcement) -> Case:
    if allowed is Enforcement.ENFORCE or case.earlier:  # what was begun is brought to its end
        return case
    case = entries.proposed(site, reaction, case)
    if allowed is Enforcement.OBSERVE:
        return case.ended(Outcome.OBSERVED)
    return _approved(site, case)


def _approved(site: Site, case: Case) -> Case:
    """Goes on only if somebody has approved, in time, and the state is still the one that was proposed."""
    assert case.entry is not None
    state = _state(case)
    approval = case.entry.approval
    if approval is None:
        approval = Approval(until=entries.approval_until(site), fingerprint=state)
        entry = case.entry.with_changes(approval=approval)
        return case.with_changes(entry=entry).ended(Outcome.AWAITING_APPROVAL, f"until {approval.until}")
    if not approval.by:
        late = approval.until < now()
        return case.ended(Outcome.APPROVAL_EXPIRED if late else Outcome.AWAITING_APPROVAL)
    if approval.until < approval.at:
        return case.ended(Outcome.APPROVAL_EXPIRED)
    if approval.fingerprint != state:
        return case.ended(Outcome.STATE_CHANGED)
    return case.with_changes(entry=case.entry.with_changes(actions={}))


def _state(case: Case) -> str:
    """Fingerprint of what the actions look at, or of the whole resource where they do not say."""
    planned = entries.planned_of(case)
    befores = {key: record.before for key, record in planned.items() if record.before is not None}
    whole = {key: value for key, value in case.resource.items() if not key.startswith(_NOT_OF_THE_STATE)}
    return fingerprint(befores or whole)


def _counted(site: Site, reaction: Reaction) -> Reaction:
    """Counts what is new; a retry was counted when it was new.

    Of an event all or nothing is done. A sweep has as much as the limit leaves, and the rest ends there.
    Actions with `counts_towards_limits = False` change no resource, and leave the limits to those that do.
    """
    if not any(getattr(each, "counts_towards_limits", True) for _, each in site.actions):
        return reaction
    fresh = [case for case in reaction.going_on if _is_new(case)]
    if reaction.event is not None:
        reached = _spend(site, len(fresh)) if fresh else None
        if reached:
            raise_limit(site, reaction, reached)
        return reaction
    for number in range(len(fresh)):
        reached = _spend(site, 1)
        if reached:
            site.executor.alarm(reached, fresh[number:], None)
            rest = {
                each.identity: each.ended(Outcome.OVER_LIMIT, reached.sentence) for each in fresh[number:]
            }
            return reaction.replaced(rest)
    return reaction


def _is_new(case: Case) -> bool:
    return not case.earlier and (case.entry is None or case.entry.outcome is not Outcome.BEGUN)


def _spend(site: Site, amount: int) -> limits.LimitReached | None:
    try:
        return site.executor.spend(amount)
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNDECIDED, f"remediations cannot be counted: {error}") from error
