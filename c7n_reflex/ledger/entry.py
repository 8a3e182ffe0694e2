"""One entry of the ledger: what one event, by one policy, came to for one resource."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from c7n_reflex.ledger.record import Cause, Record, State, now, without_secrets
from c7n_reflex.pipeline.outcome import Outcome, Stage

KEPT_DAYS = 400  # an auditor's year and a month of slack; DynamoDB deletes the item afterwards (TTL)
STATES = ("before", "event", "planned")  # may be large: JSON text in the item, or an object in S3


@dataclass(frozen=True)
class StageEnd:
    """How a stage ended for the entry: "pass", or the outcome."""

    stage: Stage
    outcome: str
    at: str  # ISO 8601, UTC


@dataclass(frozen=True)
class Approval:
    """A change that waits for a person. `until` and `at` are ISO 8601, UTC."""

    until: str
    fingerprint: str  # of the state that was looked at when the change was proposed
    by: str = ""  # ARN of who approved; empty while nobody has
    at: str = ""


@dataclass(frozen=True)
class Entry:
    """See the module's docstring. Texts are empty where there is nothing to say."""

    id: str
    policy: str
    version: str  # hash of the policy as it ran
    mode: str
    resource_type: str  # "aws.s3"
    resource: str
    account: str
    region: str
    started: str  # ISO 8601, UTC
    cause: Cause = field(default_factory=Cause)
    outcome: Outcome = Outcome.BEGUN
    detail: str = ""
    updated: str = ""
    finished: str = ""  # when the actions and the look afterwards were over
    stages: tuple[StageEnd, ...] = ()
    attempts: int = 1
    before: State = None  # the whole resource as it was resolved, without secrets
    actions: Mapping[str, Record] = field(default_factory=dict)  # by action; see `action_key`
    planned: State = None  # records of what the actions would do, by the same keys; nothing was done
    holder: str = ""  # request id of the invocation that is at work on it; empty when nobody is
    told: str = ""  # the outcome that the owner's notice was about
    notified: str = ""  # when that was queued
    written_back: str = ""  # workflow status that the finding was given
    approval: Approval | None = None
    event: State = None  # kept only while somebody has to approve
    function: str = ""  # ARN of the function that reacted, for running it again
    undoes: str = ""  # id of the entry that this one takes back
    undone_by: str = ""  # id of the entry that took this one back

    def with_changes(self, **changes: Any) -> Entry:
        """A copy with these fields replaced."""
        return replace(self, **changes)

    @property
    def started_acting(self) -> bool:
        """True if an action was begun: what it did must be found out and told, whatever holds now."""
        return bool(self.actions)

    def records(self) -> list[Record]:
        """What its actions did, in their order; what they would do, where they were not run."""
        planned = {} if self.actions else self.planned or {}
        return [*self.actions.values(), *(Record.from_dict(each) for each in planned.values())]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON, without secrets."""
        data = without_secrets(asdict(replace(self, actions={})))
        actions = {key: record.as_dict() for key, record in self.actions.items()}
        return {**data, "outcome": str(self.outcome), "actions": actions}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Entry:
        """The entry that `as_dict` made; what others added is ignored."""
        known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        known["cause"] = Cause(**known.get("cause") or {})
        known["outcome"] = Outcome.named(known["outcome"])
        known["attempts"] = int(known.get("attempts", 1))
        known["stages"] = tuple(
            StageEnd(Stage(each["stage"]), each["outcome"], each["at"]) for each in known.get("stages") or ()
        )
        known["actions"] = {
            key: Record.from_dict(value) for key, value in (known.get("actions") or {}).items()
        }
        known["approval"] = Approval(**known["approval"]) if known.get("approval") else None
        return cls(**known)


def as_attributes(entry: Entry) -> dict[str, Any]:
    """Attributes of the DynamoDB item. States and actions are JSON text, for DynamoDB has no floats."""
    data = entry.as_dict()
    for name in STATES:
        if name in data:
            data[name] = _json(data[name])
    data["actions"] = {
        key: json.dumps(value, sort_keys=True, default=str) for key, value in data["actions"].items()
    }
    return {**data, "kind": "entry", "expires": int(time.time()) + KEPT_DAYS * 86400}


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def from_attributes(item: Mapping[str, Any]) -> Entry:
    """The entry of an item that `as_attributes` made; large states must have been fetched."""
    data = dict(item)
    for name in STATES:
        if isinstance(data.get(name), str):
            data[name] = json.loads(data[name])
    data["actions"] = {key: json.loads(value) for key, value in (data.get("actions") or {}).items()}
    return Entry.from_dict(data)


def ended(entry: Entry, outcome: Outcome, detail: str = "") -> Entry:
    """The entry with its end, at its stage, now."""
    end = StageEnd(outcome.stage, str(outcome), now())
    return entry.with_changes(outcome=outcome, detail=detail, stages=(*entry.stages, end), updated=now())


def entry_of_record(record: Record, policy: Mapping[str, Any]) -> Entry:
    """An entry for a single action's record, where no pipeline has made one."""
    return Entry(
        id=record.id,
        policy=record.policy,
        version="",
        mode=str((policy.get("mode") or {}).get("type", "pull")),
        resource_type=record.resource_type,
        resource=record.resource,
        account=record.account,
        region=record.region,
        started=record.started,
        updated=record.started,
        cause=record.cause,
    )
