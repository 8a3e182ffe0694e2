"""What has been dealt with already: calls of the policy's own actions, and faults that another event told of.

Both are read from the claim that the ledger keeps for each resource of a policy: its last entry, and the
ids of the requests by which the policy changed it (AWS returns them, and CloudTrail records them).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.ledger.claims import Claim, claim_key
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction, fingerprint
from c7n_reflex.pipeline.seams import Site

QUIET_SECONDS = 24 * 3600  # for so long nothing new is said of a fault that is only observed
_LEFT_ALONE = frozenset({Outcome.OBSERVED, Outcome.EXEMPT, Outcome.AWAITING_APPROVAL})


def end_repeats(site: Site, reaction: Reaction) -> Reaction:
    """Ends the cases that need no second look; EventEndedError while the policy's own action is under way."""
    ended = {}
    for case in reaction.going_on:
        if case.entry is None:
            claim = _claim(site, reaction, case)
            found = _repeat(site, reaction, claim) if claim else None
            if found:
                ended[case.identity] = case.ended(*found)
    return reaction.replaced(ended)


def key_of(reaction: Reaction, case: Case) -> str:
    """Key of the claim for the case's resource, or for the part of it that the event names.

    Of an account that is whatever the event names in it: most of what happens there has nothing in common.
    """
    part = reaction.notes.get(case.identity) or reaction.notes.get("")
    named = f"{case.identity} {fingerprint(part)}" if part else case.identity
    return claim_key(reaction.policy, reaction.target.account, reaction.target.region, named)


def _claim(site: Site, reaction: Reaction, case: Case) -> Claim | None:
    try:
        return site.ledger.claim(key_of(reaction, case))
    except (ClientError, BotoCoreError) as error:
        raise EventEndedError(Outcome.UNDECIDED, f"the ledger cannot be read: {error}") from error


def _repeat(site: Site, reaction: Reaction, claim: Claim) -> tuple[Outcome, str] | None:
    if request_id(reaction) in claim.requests:
        return Outcome.OWN_TURN, f"request {request_id(reaction)} of entry {claim.entry}"
    if claim.at_work and _may_be_own(site, reaction):
        raise EventEndedError(Outcome.UNDECIDED, f"entry {claim.entry} is at work: was it its own call?")
    if request_id(reaction):  # a call is an occasion of its own
        return None
    if claim.at_work or (_left_alone(claim, reaction.version) or _seen_before(site, reaction, claim)):
        return Outcome.HANDLED, f"by entry {claim.entry}: {claim.outcome}"
    return None


def request_id(reaction: Reaction) -> str:
    """Id of the request that the event records; empty if it records none."""
    detail = (reaction.event or {}).get("detail")
    return str(detail.get("requestID") or "") if isinstance(detail, Mapping) else ""


def _may_be_own(site: Site, reaction: Reaction) -> bool:
    """True if the call is one that the policy's actions make, too."""
    detail = (reaction.event or {}).get("detail")
    name = str(detail.get("eventName", "")) if isinstance(detail, Mapping) else ""
    made = {each.partition(":")[2] for _, action in site.actions for each in action.get_permissions()}
    return bool(name) and name in made


def _left_alone(claim: Claim, version: str) -> bool:
    recent = time.time() - claim.finished < QUIET_SECONDS
    return claim.outcome in _LEFT_ALONE and recent and claim.version == version


def _seen_before(site: Site, reaction: Reaction, claim: Claim) -> bool:
    """True if every finding was made before the last fix, and no filter has just found the state wrong."""
    if not reaction.findings or site.supplier.looks_at_state() or claim.outcome not in ("fixed", "acted"):
        return False
    return all(_epoch(finding.updated_at) <= claim.finished for finding in reaction.findings)


def _epoch(text: str) -> float:
    """Epoch seconds of an ISO 8601 time; infinity if it is none, so that nothing is taken for an old one."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return float("inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
