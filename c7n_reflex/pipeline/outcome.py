"""Every way in which an event can end, the same in ledger, logs, metrics, `explain` and tests."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = ["EventEndedError", "Outcome", "Stage", "UnknownError"]


class Stage(StrEnum):
    """The stages of the pipeline, in their order. The names are the project's vocabulary."""

    ROUTE = "route"
    LOCATE = "locate"
    RESOLVE = "resolve"
    DECIDE = "decide"
    ACT = "act"
    VERIFY = "verify"
    REPORT = "report"


class Outcome(StrEnum):
    """How an event, or one resource that it names, ended.

    `stage` is where, `sentence` is for people. `parks`: the function's invocation fails, so that Lambda tries
    again (twice, unless configured otherwise) and then puts the event where a person sees it.
    """

    stage: Stage
    sentence: str
    parks: bool

    def __new__(cls, value: str, stage: Stage, sentence: str, parks: bool = False) -> Self:
        """A value of the enumeration; its text is what the ledger and the logs hold."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.stage, member.sentence, member.parks = stage, sentence, parks
        return member

    NOT_SUBSCRIBED = "not-subscribed", Stage.ROUTE, "The policy's pattern does not match the event."
    CALL_FAILED = "call-failed", Stage.ROUTE, "The call failed, so nothing has changed."
    OWN_CALL = "own-call", Stage.ROUTE, "The engine's own roles made the call."
    OWN_UPDATE = "own-update", Stage.ROUTE, "The last change of the finding is the engine's own note."
    SETTLED = "settled", Stage.ROUTE, "The finding passed, or is archived, suppressed or resolved."
    MALFORMED = "malformed", Stage.ROUTE, "The event is not of the shape that the mode reacts to.", True
    SPOOFED = "spoofed", Stage.ROUTE, "The finding claims a product or account that its sender is not.", True

    NOTHING_NAMED = "nothing-named", Stage.LOCATE, "The event names no resource of the policy's type."
    ACCOUNT_UNKNOWN = "account-unknown", Stage.LOCATE, "The event does not say in which account to act.", True
    OTHER_ACCOUNT = (
        "other-account",
        Stage.LOCATE,
        "The event is of an account that the policy cannot reach.",
        True,
    )

    GONE = "gone", Stage.RESOLVE, "The resource no longer exists."
    UNREADABLE = (
        "unreadable",
        Stage.RESOLVE,
        "The resource could not be read: denied, throttled or failed.",
        True,
    )

    CONDITIONS = "conditions", Stage.DECIDE, "The policy's conditions do not hold."
    NO_MATCH = "no-match", Stage.DECIDE, "The resource does not match the policy's filters."
    OWN_TURN = "own-turn", Stage.DECIDE, "The call was made by this policy's own action."
    HANDLED = "handled", Stage.DECIDE, "The same fault of the resource has been handled already."
    EXEMPT = "exempt", Stage.DECIDE, "The resource is exempt from the policy."
    SWITCHED_OFF = "switched-off", Stage.DECIDE, "The organisation's switch is off."
    OBSERVED = "observed", Stage.DECIDE, "The policy only observes: nothing was changed."
    AWAITING_APPROVAL = "awaiting-approval", Stage.DECIDE, "The change waits for somebody to approve it."
    APPROVAL_EXPIRED = "approval-expired", Stage.DECIDE, "Nobody approved the change in time."
    STATE_CHANGED = "state-changed", Stage.DECIDE, "The resource has changed since the change was proposed."
    OVER_LIMIT = "over-limit", Stage.DECIDE, "A limit was reached: nothing more is changed.", True
    UNDECIDED = "undecided", Stage.DECIDE, "Filters or safeguards could not be evaluated.", True

    UNCHANGED = "unchanged", Stage.ACT, "Nothing had to be changed."
    FAILED = "failed", Stage.ACT, "An action failed.", True

    NOT_FIXED = "not-fixed", Stage.VERIFY, "The actions were run and the resource still matches.", True

    FIXED = "fixed", Stage.REPORT, "The actions were run, and the resource no longer matches."
    ACTED = "acted", Stage.REPORT, "The actions were run; the policy has nothing that could be read again."
    TOLD = "told", Stage.REPORT, "Nothing was changed: the policy only tells."
    UNDONE = "undone", Stage.REPORT, "The change was taken back by somebody."
    UNREPORTED = (
        "unreported",
        Stage.REPORT,
        "Done, but the ledger, the output, the finding or the owner does not know.",
        True,
    )
    BEGUN = "begun", Stage.ACT, "Recorded; the change may or may not have been made."

    @classmethod
    def named(cls, value: str) -> Outcome:
        """The outcome that is written so. ValueError if there is none."""
        for each in cls:
            if each.value == value:
                return each
        raise ValueError(f"{value!r} is no outcome")

    @property
    def acted(self) -> bool:
        """True if something of the resource may have been changed."""
        return self in _ACTED


_ACTED = frozenset(
    {Outcome.BEGUN, Outcome.FAILED, Outcome.NOT_FIXED, Outcome.FIXED, Outcome.ACTED, Outcome.UNREPORTED}
)


class EventEndedError(Exception):
    """An event ended in a way that a person has to see: the invocation fails, is tried again, and parked."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        self.outcome, self.detail = outcome, detail
        super().__init__(f"{outcome.stage} {outcome}: {outcome.sentence} {detail}".rstrip())


class UnknownError(Exception):
    """Only AWS could tell, and it is not asked: explained offline, an event goes no further than here.

    `needs` are the calls that would have told ("ec2:DescribeVpcs"), or the ids of resources not given.
    """

    def __init__(self, *needs: str) -> None:
        self.needs = needs
        super().__init__(f"not known without AWS: {', '.join(needs)}")
