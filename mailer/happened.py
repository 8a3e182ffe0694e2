"""What happened, in a sentence: the call, finding or event that a policy reacted to."""

from __future__ import annotations

from typing import Any

from mailer.directory import Account
from mailer.plain import moment, one_line


def happened(message: dict[str, Any], account: Account) -> str:
    """The sentence for a message of `notify`; without an event it is a periodic check's."""
    place = f"in {account.name} ({account.id}), {message.get('region', '')}"
    return one_line(_sentence(message.get("event") or {}, place))


def _sentence(event: dict[str, Any], place: str) -> str:
    detail = event.get("detail") or {}
    if detail.get("eventName"):
        source = detail.get("sourceIPAddress")
        origin = f", from {source}" if source else ""
        return f"{_at(detail.get('eventTime'))}{_who(detail)} called {detail['eventName']} {place}{origin}."
    if detail.get("findings"):
        finding = detail["findings"][0]
        return f"{_at(finding.get('UpdatedAt'))}a finding {place}: {finding.get('Title', '')}."
    if event:
        return f"{_at(event.get('time'))}the event {event.get('detail-type', '')!r} {place}."
    return f"A periodic check found it {place}. It may have been so for some time."


def _at(time: Any) -> str:
    return f"{moment(time)}: " if time else ""


def _who(detail: dict[str, Any]) -> str:
    identity = detail.get("userIdentity") or {}
    kind, arn = identity.get("type", ""), str(identity.get("arn", ""))
    if kind == "Root":
        return "the account's root user"
    if kind == "AssumedRole" and arn.count("/") >= 2:
        role, session = arn.split("/")[-2:]
        return f"{session}, in role {role} ({arn}),"
    if kind == "AWSService":
        return f"the AWS service {identity.get('invokedBy', '')}"
    return f"{identity.get('userName') or kind or 'somebody'} ({arn})" if arn else kind or "somebody"
