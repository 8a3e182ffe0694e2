"""What one action did to one resource: the innermost part of a ledger's entry, and what notices carry."""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

_SECRET_KEYS = frozenset(
    {"UserData", "c7n:user-data", "userData", "SecretString", "SecretBinary", "MasterUserPassword"}
)

State = dict[str, Any] | None  # JSON; None where nothing is there


class Result(StrEnum):
    """How far an action came with a resource."""

    STARTED = "started"  # recorded, the change may or may not have been made
    CHANGED = "changed"
    UNCHANGED = "unchanged"  # the resource was already as it should be, or gone
    FAILED = "failed"
    PLANNED = "planned"  # what would be done; nothing was
    UNDONE = "undone"


@dataclass(frozen=True)
class Cause:
    """Why the remediation ran. All empty for a sweep, which has no event."""

    event_id: str = ""  # CloudTrail's eventID, or the id of the EventBridge envelope
    event_name: str = ""  # "AttachInternetGateway", or the envelope's detail-type
    event_time: str = ""  # ISO 8601
    principal: str = ""  # ARN of who made the call; empty for findings
    finding_id: str = ""  # Id of the finding; empty for calls


@dataclass(frozen=True)
class Record:
    """What one action did to one resource. `id` is that of the ledger's entry, which has all actions."""

    id: str
    policy: str
    action: str
    resource_type: str  # "aws.s3"
    resource: str  # its id
    account: str
    region: str
    started: str  # ISO 8601, UTC
    cause: Cause = field(default_factory=Cause)
    change: str = ""  # what is (to be) done, in a sentence for the owner
    before: State = None
    after: State = None
    undo: State = None  # what the action's `undo` needs
    outcome: Result = Result.STARTED
    error: str = ""
    finished: str = ""
    notified: str = ""  # when the owner's notice was queued

    def with_changes(self, **changes: Any) -> Record:
        """A copy with these fields replaced."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON: what notices carry, and output files and the ledger hold."""
        return {**without_secrets(asdict(self)), "outcome": str(self.outcome)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Record:
        """The record that `as_dict` made; what others added is ignored."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["cause"] = Cause(**known.get("cause", {}))
        known["outcome"] = Result(known["outcome"])
        return cls(**known)


def record_id(*parts: str) -> str:
    """32 hex digits, the same for the same (occasion, policy, account, region, resource)."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def without_secrets(value: Any) -> Any:
    """`value` without the keys under which AWS returns secrets (EC2 user data, passwords), at any depth."""
    if isinstance(value, dict):
        return {key: without_secrets(item) for key, item in value.items() if key not in _SECRET_KEYS}
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    return value


def now() -> str:
    """The current time as recorded: ISO 8601, UTC, in seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
