"""A message of Custodian's `notify` in plain words: what the templates show as `action.notice`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from mailer.change import Change, changes_of
from mailer.directory import Account
from mailer.happened import happened
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
# Outcomes after which something may be different from before (c7n_reflex.pipeline.outcome).
_ACTED = {"fixed", "acted", "begun", "unreported", "failed", "not-fixed"}


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
    given_outcome: str = ""  # how the pipeline ended, if it says
    sentence: str = ""  # what that means
    detail: str = ""  # what is particular of this one; several lines only if there is nothing else to tell
    entry: str = ""  # id in the ledger, as a word for the shell
    until: str = ""  # when the approval expires
    attempts: int = 0  # 0 where it is not known
    alarm: str = ""
    changes: list[Change] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)  # ids of all resources, for notices without changes

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
    def undoable(self) -> list[str]:
        """Ids for `c7n-reflex undo`, as words for the shell."""
        found = (argument(each.record) or self.entry for each in self.changes if each.undoable)
        return list(dict.fromkeys(found))


def of_message(message: dict[str, Any], account: Account) -> Notice:
    """The notice of a decoded message; what is missing in it is left out."""
    policy, action = message.get("policy", {}), message.get("action", {})
    metadata = policy.get("metadata") or {}
    attempts, changes = action.get("attempts"), changes_of(message)
    # Beside other sections a text of several lines, which may hold names that others chose, could forge one.
    plain = not (action.get("outcome") or action.get("alarm") or changes)
    return Notice(
        account=account,
        region=one_line(message.get("region")),
        policy=one_line(policy.get("name")),
        severity=one_line(metadata.get("severity", "unknown")),
        happened=happened(message, account),
        why=one_line(policy.get("description")),
        undo=one_line(metadata.get("undo")),
        contact=one_line(metadata.get("owner")),
        given_outcome=one_line(action.get("outcome")),
        sentence=one_line(action.get("sentence")),
        detail=(lines if plain else one_line)(action.get("detail")),
        entry=argument(action.get("entry") or (changes[0].record if changes else "")),
        until=moment(action.get("approve_until")),
        attempts=attempts if isinstance(attempts, int) else 0,
        alarm=one_line(action.get("alarm")),
        changes=changes,
        affected=_affected(message),
    )


def _affected(message: dict[str, Any]) -> list[str]:
    """As the pipeline calls them; for other messages, what looks like an id."""
    given = message["action"].get("affected")
    return (
        [str(each) for each in given] if given else [_identity(each) for each in message.get("resources", ())]
    )


def _identity(resource: dict[str, Any]) -> str:
    """The resource's first name or id; a template must not fail on a resource that lacks some key."""
    ids = [one_line(value) for key, value in resource.items() if key.endswith(("Id", "Name", "Arn"))]
    return ids[0] if ids else "a resource"
