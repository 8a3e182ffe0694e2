"""A notice as JSON for programs (docs/notices.md): keys may be added, none is removed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from mailer.happened import mapping
from mailer.notice import Notice

SCHEMA, VERSION = "c7n-reflex/notice", 1
_WORD = re.compile(r"[!-~]{1,128}", re.ASCII)  # what SNS takes as MessageGroupId and MessageDeduplicationId


def of_notice(notice: Notice, message: Mapping[str, Any]) -> dict[str, Any]:
    """Texts are empty and lists are [] where there is nothing to say."""
    account = notice.account
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "notice_id": notice.notice_id,
        "kind": str(notice.kind),
        "outcome": notice.outcome,
        "account": account.id,
        "account_name": account.name,
        "region": notice.region,
        "policy": notice.policy,
        "severity": notice.severity,
        "controls": [each.id for each in notice.controls],
        "description": notice.why,
        "sentence": notice.sentence,
        "detail": notice.detail or notice.alarm,
        "resource_type": notice.resource_type,
        "resources": notice.resources,
        "links": {each: link for each in notice.resources if (link := notice.link(each))},
        "changes": [_change(each) for each in notice.changes],
        "principal": notice.event.principal,
        "source_ip": notice.event.source_ip,
        "user_agent": notice.event.agent,
        "event": _event(message),
        "time": notice.event.time,
        "entry": notice.raw_entry,
        "undo": [f"c7n-reflex undo {each}" for each in notice.undoable],
        "approve": f"c7n-reflex approve {notice.entry}" if notice.kind == "approval" else "",
        "approve_until": notice.deadline,
        "attempts": notice.attempts,
    }


def _change(change: Any) -> dict[str, Any]:
    before, after = change.states
    return {
        "action": change.action,
        "resource": change.resource,
        "resource_type": change.resource_type,
        "outcome": change.outcome,
        "change": change.summary,
        "before": before,
        "after": after,
        "error": change.error,
    }


def _event(message: Mapping[str, Any]) -> str:
    """The call's name, or the event's type."""
    event = mapping(message.get("event"))
    return str(mapping(event.get("detail")).get("eventName") or event.get("detail-type") or "")


def attributes(data: Mapping[str, Any]) -> dict[str, str]:
    """For the filter policies of subscriptions: what the data has of these, as text."""
    names = ("account", "policy", "severity", "outcome")
    return {name: str(data[name]) for name in names if data.get(name)}


def word(text: str) -> str:
    """`text` if it is a word of at most 128 ASCII characters, else its hash."""
    return text if _WORD.fullmatch(text) else hashlib.sha256(text.encode(errors="replace")).hexdigest()
