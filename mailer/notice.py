"""A message of Custodian's `notify` in plain words: what the templates show as `action.notice`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from mailer.directory import Account

RECORDS_KEY = "c7n-reflex:remediations"  # where remediations leave their records on a resource
_LONGEST_STATE = 4000  # characters; a whole bucket policy fits


@dataclass(frozen=True)
class Change:
    """One remediation of one resource."""

    record: str  # id in the ledger
    resource: str
    resource_type: str
    action: str
    outcome: str
    summary: str  # a sentence, or empty
    before: str
    after: str
    error: str = ""


@dataclass(frozen=True)
class Notice:
    """Everything that an owner is told. Texts are empty where the message does not say."""

    account: Account
    region: str
    policy: str
    severity: str
    happened: str  # a sentence
    why: str
    undo: str
    contact: str
    changes: list[Change] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)  # ids of all resources, for notices without changes

    @property
    def outcome(self) -> str:
        """The outcome that all changes share, else "mixed"; "reported" where nothing was changed."""
        outcomes = {change.outcome for change in self.changes}
        return outcomes.pop() if len(outcomes) == 1 else "mixed" if outcomes else "reported"


def of_message(message: dict[str, Any], account: Account) -> Notice:
    """The notice of a decoded message; what is missing in it is left out."""
    policy = message.get("policy", {})
    metadata = policy.get("metadata") or {}
    return Notice(
        account=account,
        region=message.get("region", ""),
        policy=policy.get("name", ""),
        severity=str(metadata.get("severity", "unknown")),
        happened=_happened(message, account),
        why=" ".join(str(policy.get("description", "")).split()),
        undo=" ".join(str(metadata.get("undo", "")).split()),
        contact=str(metadata.get("owner", "")),
        changes=[_change(record) for record in _records(message)],
        affected=[_identity(resource) for resource in message.get("resources", ())],
    )


def _identity(resource: dict[str, Any]) -> str:
    """The resource's first name or id; a template must not fail on a resource that lacks some key."""
    ids = [str(value) for key, value in resource.items() if key.endswith(("Id", "Name", "Arn"))]
    return ids[0] if ids else "a resource"


def _records(message: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(message.get("remediations") or ())
    for resource in message.get("resources", ()):
        found += [record for record in resource.get(RECORDS_KEY) or () if record not in found]
    return found


def _change(record: dict[str, Any]) -> Change:
    return Change(
        record=str(record.get("id", "")),
        resource=str(record.get("resource") or record.get("resource_id") or ""),
        resource_type=str(record.get("resource_type", "")),
        action=str(record.get("action", "")),
        outcome=str(record.get("outcome") or "unknown"),
        summary=str(record.get("change") or ""),
        before=_state(record.get("before")),
        after=_state(record.get("after")),
        error=str(record.get("error") or ""),
    )


def _state(state: Any) -> str:
    """A state as readable JSON; JSON inside of it (a bucket's policy) is unfolded."""
    if state is None:
        return "nothing"
    text = json.dumps(_unfolded(state), indent=2, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST_STATE else f"{text[:_LONGEST_STATE]}\n... (cut; the ledger has all)"


def _unfolded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unfolded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unfolded(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _happened(message: dict[str, Any], account: Account) -> str:
    place = f"in {account.name} ({account.id}), {message.get('region', '')}"
    event = message.get("event") or {}
    detail = event.get("detail") or {}
    if detail.get("eventName"):
        source = detail.get("sourceIPAddress")
        origin = f", from {source}" if source else ""
        return (
            f"{_moment(detail.get('eventTime'))}{_who(detail)} called {detail['eventName']} {place}{origin}."
        )
    if detail.get("findings"):
        finding = detail["findings"][0]
        return f"{_moment(finding.get('UpdatedAt'))}a finding {place}: {finding.get('Title', '')}."
    if event:
        return f"{_moment(event.get('time'))}the event {event.get('detail-type', '')!r} {place}."
    return f"A periodic check found it {place}. It may have been so for some time."


def _moment(time: Any) -> str:
    return f"{str(time).replace('T', ' ').replace('Z', ' UTC')}: " if time else ""


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
