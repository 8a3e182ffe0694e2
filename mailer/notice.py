"""A message of Custodian's `notify` in plain words: what the templates show as `action.notice`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Self

from mailer import exemption, links
from mailer.change import Change, changes_of
from mailer.directory import Account
from mailer.happened import NOTHING, Happened, happened
from mailer.plain import argument, lines, moment, one_line


class Kind(StrEnum):
    """What a notice is about, and with it how it is worded. `prefix` is that of the subject."""

    prefix: str

    def __new__(cls, value: str, prefix: str = "") -> Self:
        """A value of the enumeration; its text is what templates compare with."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.prefix = prefix
        return member

    CHANGED = "changed"  # also what is only reported, and stock `notify`
    OBSERVED = "observed", "Would have: "
    APPROVAL = "approval", "Approval wanted: "
    FAILED = "failed", "Failed: "
    LIMIT = "limit", "Limit reached: "
    PLAIN = "plain"  # nothing but its detail: an exemption that expires


_KINDS = {
    "observed": Kind.OBSERVED,
    "awaiting-approval": Kind.APPROVAL,
    "failed": Kind.FAILED,
    "not-fixed": Kind.FAILED,
    "over-limit": Kind.LIMIT,
}
SEVERITIES = ("low", "medium", "high", "critical")
# Outcomes after which something may be different from before (c7n_reflex.pipeline.outcome).
_ACTED = {"fixed", "acted", "begun", "unreported", "failed", "not-fixed"}


@dataclass(frozen=True)
class Control:
    """A control of Security Hub that the policy enforces. `title` is empty where the policy has none."""

    id: str
    title: str = ""


@dataclass(frozen=True)
class Notice:
    """Everything that an owner is told. Texts are empty where the message does not say."""

    account: Account
    region: str
    policy: str
    severity: str
    happened: str  # a sentence, with the time in UTC
    why: str
    undo: str
    contact: str
    given_outcome: str = ""  # how the pipeline ended, if it says
    sentence: str = ""  # what that means
    detail: str = ""  # what is particular of this one; several lines only if there is nothing else to tell
    entry: str = ""  # id in the ledger, as a word for the shell
    until: str = ""  # when the approval expires
    attempts: int = 0  # 0 where it is not known
    alarm: str = ""
    changes: list[Change] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)  # ids of all resources, for notices without changes
    event: Happened = NOTHING
    controls: tuple[Control, ...] = ()
    resource_type: str = ""  # "aws.s3", as the policy has it
    notice_id: str = ""  # the same for the same notice, however often it is sent
    raw_entry: str = ""  # `entry` as it is, for programs
    deadline: str = ""  # `until` in ISO 8601
    today: date = date(1970, 1, 1)  # on which the policy ran, UTC
    exact: Mapping[str, str] = field(default_factory=dict, repr=False)  # names that are not shown as they are

    @property
    def outcome(self) -> str:
        """How the pipeline ended; where it does not say: the outcome that all changes share, "mixed", or
        "reported" if there are none."""
        outcomes = {change.outcome for change in self.changes}
        shared = outcomes.pop() if len(outcomes) == 1 else "mixed" if outcomes else "reported"
        return self.given_outcome or shared

    @property
    def kind(self) -> Kind:
        """How the notice is worded."""
        if self.alarm:
            return Kind.LIMIT
        if self.given_outcome or self.changes:
            default = Kind.OBSERVED if self.outcome == "planned" else Kind.CHANGED
            return _KINDS.get(self.given_outcome, default)
        return Kind.PLAIN if self.detail else Kind.CHANGED

    @property
    def acted(self) -> bool:
        """True if actions of the policy were run, as far as the message says."""
        return self.given_outcome in _ACTED if self.given_outcome else bool(self.changes)

    @property
    def resources(self) -> list[str]:
        """Ids of all resources, each once, in order."""
        changed = [each.resource for each in self.changes if each.resource]
        return list(dict.fromkeys([*changed, *(one_line(each) for each in self.affected)]))

    def link(self, resource: str) -> str:
        """The resource's page in the AWS console, or ""."""
        kinds = {each.resource: each.resource_type for each in self.changes}
        return links.console(kinds.get(resource) or self.resource_type, resource, self.region)

    def exemption(self, resource: str) -> tuple[str, ...]:
        """Lines for exemptions.yml that leave the resource alone for 90 days."""
        return exemption.entry(
            policy=self.policy,
            account=self.account.id,
            region=self.region,
            resource=self.exact.get(resource, resource),
            owner=self.account.email,
            today=self.today,
        )

    @property
    def undoable(self) -> list[str]:
        """Ids for `c7n-reflex undo`, as words for the shell."""
        found = (argument(each.record) or self.entry for each in self.changes if each.undoable)
        return list(dict.fromkeys(found))


def of_message(message: dict[str, Any], account: Account) -> Notice:
    """The notice of a decoded message; what is missing in it is left out."""
    policy, action = message.get("policy", {}), message.get("action", {})
    metadata = policy.get("metadata") or {}
    attempts, changes = action.get("attempts"), changes_of(message)
    event = happened(message, account)
    entry = one_line(action.get("entry") or (changes[0].record if changes else ""))
    # Beside other sections a text of several lines, which may hold names that others chose, could forge one.
    plain = not (action.get("outcome") or action.get("alarm") or changes)
    return Notice(
        account=account,
        region=one_line(message.get("region")),
        policy=one_line(policy.get("name")),
        severity=one_line(metadata.get("severity", "unknown")),
        happened=event.sentence(),
        # c7n-mailer's own templates show an action's `violation_desc`.
        why=one_line(policy.get("description") or action.get("violation_desc")),
        undo=one_line(metadata.get("undo")),
        contact=one_line(metadata.get("owner")),
        given_outcome=one_line(action.get("outcome")),
        sentence=one_line(action.get("sentence")),
        detail=(lines if plain else one_line)(action.get("detail")),
        entry=argument(entry),
        until=moment(action.get("approve_until")),
        attempts=attempts if isinstance(attempts, int) else 0,
        alarm=one_line(action.get("alarm")),
        changes=changes,
        affected=_affected(message),
        event=event,
        controls=_controls(metadata),
        resource_type=_resource_type(policy),
        notice_id=one_line(action.get("notice_id")) or _fingerprint(message),
        raw_entry=entry,
        deadline=one_line(action.get("approve_until")),
        today=_today(message),
        exact=_exact(message, changes),
    )


def _resource_type(policy: Mapping[str, Any]) -> str:
    kind = one_line(policy.get("resource"))
    return kind if "." in kind or not kind else f"aws.{kind}"


def _controls(metadata: Mapping[str, Any]) -> tuple[Control, ...]:
    """`controls`: ids, or mappings of ids to titles, or one such mapping."""
    given = metadata.get("controls") or ()
    if isinstance(given, Mapping):
        given = [given]
    found = []
    for each in given if isinstance(given, list | tuple) else [given]:
        pairs = each.items() if isinstance(each, Mapping) else [(each, "")]
        found += [Control(one_line(name), one_line(title)) for name, title in pairs]
    return tuple(found)


def _today(message: Mapping[str, Any]) -> date:
    """The day on which the policy ran: the same each time that the notice is rendered."""
    try:
        return datetime.fromtimestamp(float(message["execution_start"]), UTC).date()
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return datetime.now(UTC).date()


def _fingerprint(message: Mapping[str, Any]) -> str:
    """Stands in for the id that Custodian's own `notify` does not give; without what the mailer adds."""
    action = {key: value for key, value in message["action"].items() if key not in ("notice", "page")}
    text = json.dumps({**message, "action": action}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def _affected(message: dict[str, Any]) -> list[str]:
    """As the pipeline calls them; for other messages, what looks like an id."""
    given = message["action"].get("affected")
    return (
        [str(each) for each in given] if given else [_identity(each) for each in message.get("resources", ())]
    )


def _exact(message: Mapping[str, Any], changes: list[Change]) -> dict[str, str]:
    """By what is shown for them, names that have something that cannot be seen."""
    given = message["action"].get("affected") or []
    names = [str(each) for each in (*given, *(change.name for change in changes))]
    return {one_line(name): name for name in names if name != one_line(name)}


def _identity(resource: dict[str, Any]) -> str:
    """The resource's first name or id; a template must not fail on a resource that lacks some key."""
    ids = [one_line(value) for key, value in resource.items() if key.endswith(("Id", "Name", "Arn"))]
    return ids[0] if ids else "a resource"
