"""What the organisation recorded: calls (CloudTrail), functions run, messages delivered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.drill import notices, traces, variables
from c7n_reflex.drill.attack import ending
from c7n_reflex.drill.calling import ATTACK_MARK, GIVEN_MARK
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import NoticeCheck
from c7n_reflex.drill.notices import Told
from c7n_reflex.drill.outcome import Moment, Outcome, Sighting
from c7n_reflex.drill.traces import Parked
from c7n_reflex.ledger import Entry
from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.settings import LAMBDA_ROLE, MEMBER_ROLE

OWN_ROLES = (f":assumed-role/{LAMBDA_ROLE}/", f":assumed-role/{MEMBER_ROLE}/")
_PREFIX = "custodian-"


@dataclass(frozen=True)
class TrailCall:
    """One CloudTrail record; `time` in epoch seconds, `text` is all of its detail as JSON."""

    time: float
    event_id: str
    name: str
    account: str
    region: str
    arn: str
    user_agent: str
    error: str
    text: str

    @property
    def ours(self) -> bool:
        """Made by one of our roles, and not by a scenario that plays one."""
        marked = ATTACK_MARK in self.user_agent or GIVEN_MARK in self.user_agent
        return not marked and any(role in self.arn for role in OWN_ROLES)


@dataclass(frozen=True)
class Evidence:
    """Everything that was recorded, in order of time."""

    trail: list[TrailCall]
    invocations: list[dict[str, Any]]
    inbox: list[dict[str, Any]]
    deliveries: list[dict[str, Any]] = field(default_factory=list)  # of events to the targets of rules
    entries: list[Entry] = field(default_factory=list)  # of the ledger
    parked: list[Parked] = field(default_factory=list)
    core: str = ""  # id of core-compliance
    told: list[Told] = field(default_factory=list)  # every message to a person

    def outcome(self, performance: Performance) -> Outcome:
        """The performance's row, without its checks."""
        attack = [call for call in self.trail if f"{ATTACK_MARK}{performance.id}" in call.user_agent]
        called = attack[-1].time if attack else None
        fixes = self._fixes(performance, called) if called else []
        invocations = self._invocations(performance, attack)
        sightings = [_sighting(invocation) for invocation in invocations]
        event_ids = {call.event_id for call in attack} | {entry["event_id"] for entry in invocations}
        deliveries = [entry for entry in self.deliveries if entry["event_id"] in event_ids]
        scenario = performance.scenario
        told = self._messages(performance, scenario.expect.notices, performance.account.id)
        alarms = self._messages(performance, scenario.expect.alarms, self.core)
        return Outcome(
            id=performance.id,
            scenario=scenario.name,
            title=scenario.title,
            description=scenario.description,
            policy=scenario.policy,
            account=performance.account.id,
            account_name=performance.account.name,
            region=performance.region,
            called=called,
            fixed=fixes[-1].time if fixes else None,
            noticed=min((notice["received"] for notice in told), default=None),
            seen_by=sightings,
            actions=list(dict.fromkeys(fix.name for fix in fixes)),
            owners_told=list(dict.fromkeys(notice["endpoint"] for notice in told)),
            alarmed=list(dict.fromkeys(alarm["endpoint"] for alarm in alarms)),
            messages=list(dict.fromkeys(each["message_id"] for each in (*told, *alarms))),
            outcomes=traces.of_performance(self.entries, performance),
            parked=len(self.parked_of(performance)),
            timeline=_timeline(performance, attack, deliveries, sightings, fixes, [*told, *alarms]),
        )

    def parked_of(self, performance: Performance) -> list[Parked]:
        """Parked events about the performance: in its account, or in core-compliance."""
        accounts = performance.account.id, self.core
        texts = performance.identifiers
        return [p for p in self.parked if p.account in accounts and any(text in p.text for text in texts)]

    def _messages(
        self, performance: Performance, expected: Sequence[NoticeCheck], account: str
    ) -> list[dict[str, Any]]:
        """What arrived in the account of that which is expected."""
        found: dict[str, dict[str, Any]] = {}
        for check in expected:
            if set(variables.used(check.mention)) <= set(performance.variables):
                mention = str(variables.fill(check.mention, performance.variables))
                found |= {message["message_id"]: message for message in self.mentioning(account, mention)}
        return list(found.values())

    def mentioning(self, account: str, text: str) -> list[dict[str, Any]]:
        """The e-mails of the account's topics that mention the text."""
        return [n for n in self.inbox if n["account"] == account and text in text_of(n)]

    def _fixes(self, performance: Performance, called: float) -> list[TrailCall]:
        texts = performance.identifiers
        return [
            call
            for call in self.trail
            if call.ours
            and not call.error
            and call.time >= called
            and call.account == performance.account.id
            and any(text in call.text for text in texts)
        ]

    def _invocations(self, performance: Performance, attack: list[TrailCall]) -> list[dict[str, Any]]:
        """Runs of policies' functions for the events of the attack."""
        ids = {call.event_id for call in attack} | {each.event_id for each in self.parked_of(performance)}
        recorded = {call.event_id for call in self.trail}
        return [
            invocation
            for invocation in self.invocations
            if invocation["name"].startswith(_PREFIX)
            and (
                invocation["event_id"] in ids
                or (invocation["event_id"] not in recorded and _mentions(invocation, performance))
            )
        ]


def gather(organisation: OrganisationClient, accounts: Sequence[Account]) -> Evidence:
    """Reads all of it; parked events from core-compliance and these accounts."""
    core = organisation.directory.core
    trail = [_trail_call(envelope) for envelope in organisation.get("trail")]
    names = {account.id: account.name for account in organisation.directory.accounts}
    arrived = sorted(organisation.get("inbox"), key=lambda entry: entry["received"])
    return Evidence(
        trail=sorted(trail, key=lambda call: call.time),
        invocations=sorted(organisation.get("invocations"), key=lambda entry: entry["started"]),
        inbox=[message for message in arrived if message["protocol"] == "email"],
        deliveries=organisation.get("deliveries"),
        entries=traces.ledger(organisation),
        parked=traces.parked(organisation, (core, *accounts)),
        core=core.id,
        told=notices.of_inbox(arrived, names),
    )


def _sighting(invocation: dict[str, Any]) -> Sighting:
    return Sighting(
        function=invocation["name"].removeprefix(_PREFIX),
        account=invocation["account"],
        status=invocation["status"],
        started=invocation["started"],
        ended=invocation["ended"],
        outcome=ending(invocation).get("outcome", ""),
    )


def _trail_call(envelope: dict[str, Any]) -> TrailCall:
    detail = envelope["detail"]
    return TrailCall(
        time=_seconds(envelope),
        event_id=envelope["id"],
        name=detail["eventName"],
        account=envelope["account"],
        region=envelope["region"],
        arn=detail["userIdentity"].get("arn", ""),
        user_agent=detail.get("userAgent", ""),
        error=detail.get("errorCode", ""),
        text=json.dumps([detail.get("requestParameters"), detail.get("responseElements")]),
    )


def _seconds(envelope: dict[str, Any]) -> float:
    """The record's time in epoch seconds; the organisation adds it in milliseconds."""
    if "time_ms" in envelope:
        return float(envelope["time_ms"]) / 1000
    return dt.datetime.fromisoformat(envelope["time"].replace("Z", "+00:00")).timestamp()


def _mentions(invocation: dict[str, Any], performance: Performance) -> bool:
    """A finding's event has no CloudTrail id; the function's log names its resource."""
    return any(text in (invocation["log"] or "") for text in performance.identifiers)


def text_of(notice: dict[str, Any]) -> str:
    """Subject and body."""
    return f"{notice['subject']}\n{notice['message']}"


def _timeline(
    performance: Performance,
    attack: list[TrailCall],
    deliveries: list[dict[str, Any]],
    sightings: list[Sighting],
    fixes: list[TrailCall],
    notices: list[dict[str, Any]],
) -> list[Moment]:
    moments = [Moment(call.time, "call", call.name, call.error or call.arn) for call in attack]
    for delivery in deliveries:
        text = f"{delivery['rule']} in {delivery['account']} {delivery['region']}"
        moments.append(Moment(delivery["time"], "event", text, f"to {delivery['target_arn']}"))
    for seen in sightings:
        place = seen.topology(performance.account.id)
        moments.append(Moment(seen.started, "function", seen.function, place))
    moments += [Moment(fix.time, "fix", fix.name, fix.arn) for fix in fixes]
    moments += [
        Moment(notice["received"], "notice", notice["subject"] or "notice", notice["endpoint"])
        for notice in notices
    ]
    return sorted(moments, key=lambda moment: moment.time)
