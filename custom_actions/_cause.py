"""What an EventBridge envelope says about why a remediation runs."""

from __future__ import annotations

from typing import Any

from c7n_reflex.ledger import Cause

Event = dict[str, Any]


def cause_of(event: Event | None, resource_id: str) -> Cause:
    """The cause that an event gives for acting on a resource; an empty one for a sweep (no event)."""
    if not event:
        return Cause()
    detail = event.get("detail") or {}
    if "findings" in detail:
        return _finding_cause(event, detail["findings"], resource_id)
    return Cause(
        event_id=detail.get("eventID") or event.get("id", ""),
        event_name=detail.get("eventName") or event.get("detail-type", ""),
        event_time=detail.get("eventTime") or event.get("time", ""),
        principal=_principal(detail.get("userIdentity") or {}),
    )


def api_call(event: Event | None, *names: str) -> Event | None:
    """The `detail` of a CloudTrail event, if it is a call of one of these names; otherwise None."""
    detail = (event or {}).get("detail") or {}
    return detail if detail.get("eventName") in names else None


def _principal(identity: Event) -> str:
    # Services that act on their own have no ARN ("invokedBy": "autoscaling.amazonaws.com").
    return str(identity.get("arn") or identity.get("invokedBy") or identity.get("principalId") or "")


def _finding_cause(event: Event, findings: list[Event], resource_id: str) -> Cause:
    about = [finding for finding in findings if _names(finding, resource_id)] or findings
    finding = about[0] if about else {}
    return Cause(
        event_id=event.get("id", ""),
        event_name=event.get("detail-type", ""),
        event_time=finding.get("UpdatedAt") or event.get("time", ""),
        finding_id=finding.get("Id", ""),
    )


def _names(finding: Event, resource_id: str) -> bool:
    ids = (str(resource.get("Id", "")) for resource in finding.get("Resources") or ())
    return any(identity == resource_id or identity.rpartition("/")[2] == resource_id for identity in ids)
