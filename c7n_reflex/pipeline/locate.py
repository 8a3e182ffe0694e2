"""locate: which account, region and resources does the event name, and may the policy act there?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from c7n_reflex.events.findings.model import Finding
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Event, Reaction, Target

_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}")


@dataclass(frozen=True)
class Name:
    """One resource that an event names. `identity` is what the resource type's `get_resources` takes."""

    account: str
    region: str
    identity: str  # empty for aws.account
    notes: Mapping[str, Any] = field(default_factory=dict)  # set on the resource before the filters see it
    finding: Finding | None = None


class Names(Protocol):
    """What a mode says of where an event points."""

    def names(self, event: Event) -> Iterable[Name | EventEndedError]:
        """The resources of the policy's type; an error for each part of the event that is refused."""

    def narrowed(self, event: Event, findings: Sequence[Finding]) -> Event:
        """The event with only these of its findings."""


@dataclass(frozen=True)
class Reach:
    """Where a policy may act: its function's own place, or every account's if it has a member role."""

    account: str
    region: str
    everywhere: bool

    def target(self, account: str, region: str) -> Target:
        """Where to act for a resource of this account and region; EventEndedError where that is nowhere."""
        if self.everywhere and not (_ACCOUNT.fullmatch(account) and _REGION.fullmatch(region)):
            raise EventEndedError(
                Outcome.ACCOUNT_UNKNOWN, f"it names no account and region to act in: {account!r}, {region!r}"
            )
        if not self.everywhere and account and self.account and account != self.account:
            raise EventEndedError(
                Outcome.OTHER_ACCOUNT,
                f"the policy runs in {self.account} and has no member-role, but the event is of {account}",
            )
        return Target(account or self.account, region if _REGION.fullmatch(region) else self.region)


def locate(reaction: Reaction, names: Names, reach: Reach) -> tuple[Reaction, ...]:
    """A reaction for each account and region, with only its own resources; ended ones for what is refused."""
    assert reaction.event is not None
    ended: list[Reaction] = []
    groups: dict[Target, list[Name]] = {}
    for name in names.names(reaction.event):
        try:
            if isinstance(name, EventEndedError):
                raise name
            groups.setdefault(reach.target(name.account, name.region), []).append(name)
        except EventEndedError as error:
            ended.append(reaction.ended(error.outcome, error.detail))
    if not groups and not ended:
        return (reaction.ended(Outcome.NOTHING_NAMED),)
    located = (_located(reaction, names, target, groups[target]) for target in sorted(groups))
    return (*located, *ended)


def _located(reaction: Reaction, names: Names, target: Target, group: list[Name]) -> Reaction:
    assert reaction.event is not None
    findings = tuple({id(each.finding): each.finding for each in group if each.finding}.values())
    notes: dict[str, dict[str, Any]] = {}
    for each in group:
        _merge(notes.setdefault(each.identity, {}), each.notes)
    return reaction.with_changes(
        event=names.narrowed(reaction.event, findings),
        target=target,
        ids=tuple(dict.fromkeys(each.identity for each in group if each.identity)),
        notes=notes,
        findings=findings,
    )


def _merge(known: dict[str, Any], notes: Mapping[str, Any]) -> None:
    for key, value in notes.items():
        known[key] = [*known[key], *value] if isinstance(value, list) and key in known else value
