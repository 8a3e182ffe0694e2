"""What an EventBridge envelope says about why a remediation runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.ledger import Cause

Event = Mapping[str, Any]


def cause_of(event: Event | None, resource_id: str) -> Cause:
    """The cause that an event gives for acting on a resource; an empty one for a sweep (no event).

    Whatever shape the event has, this never fails: what is not there, or is no text, is left empty.
    """
    if not event:
        return Cause()
    detail = _mapping(event.get("detail"))
    findings = [_mapping(each) for each in _list(detail.get("findings"))]
    if findings:
        return _finding_cause(event, findings, resource_id)
    return Cause(
        event_id=_text(detail.get("eventID"), event.get("id")),
        event_name=_text(detail.get("eventName"), event.get("detail-type")),
        event_time=_text(detail.get("eventTime"), event.get("time")),
        principal=_principal(_mapping(detail.get("userIdentity"))),
    )


def api_call(event: Event | None, *names: str) -> Event | None:
    """The `detail` of a CloudTrail event, if it is a call of one of these names; otherwise None."""
    detail = _mapping((event or {}).get("detail"))
    return detail if detail.get("eventName") in names else None


def _principal(identity: Event) -> str:
    # Services that act on their own have no ARN ("invokedBy": "autoscaling.amazonaws.com").
    return _text(identity.get("arn"), identity.get("invokedBy"), identity.get("principalId"))


def _finding_cause(event: Event, findings: list[Event], resource_id: str) -> Cause:
    about = [finding for finding in findings if _names(finding, resource_id)] or findings
    finding = about[0]
    return Cause(
        event_id=_text(event.get("id")),
        event_name=_text(event.get("detail-type")),
        event_time=_text(finding.get("UpdatedAt"), event.get("time")),
        finding_id=_text(finding.get("Id"), _mapping(finding.get("metadata")).get("uid")),
    )


def _names(finding: Event, resource_id: str) -> bool:
    named = (_mapping(each) for each in _list(finding.get("Resources") or finding.get("resources")))
    ids = (_text(each.get("Id"), each.get("uid")) for each in named)
    return any(identity == resource_id or identity.rpartition("/")[2] == resource_id for identity in ids)


def _mapping(value: Any) -> Event:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(*values: Any) -> str:
    """The first that is a text and not empty."""
    return next((value for value in values if isinstance(value, str) and value), "")
