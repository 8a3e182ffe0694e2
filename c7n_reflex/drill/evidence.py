"""What the organisation recorded: calls (CloudTrail), functions run, messages delivered."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.drill import variables
from c7n_reflex.drill.calling import ATTACK_MARK, GIVEN_MARK
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import NoticeCheck
from c7n_reflex.drill.outcome import Check, Moment, Outcome, Sighting
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

    def outcome(self, performance: Performance) -> Outcome:
        """The performance's row, without its checks."""
        attack = [call for call in self.trail if f"{ATTACK_MARK}{performance.id}" in call.user_agent]
        called = attack[-1].time if attack else None
        fixes = self._fixes(performance, called) if called else []
        invocations = self._invocations(performance, attack)
        sightings = [_sighting(invocation) for invocation in invocations]
        event_ids = {call.event_id for call in attack} | {entry["event_id"] for entry in invocations}
        deliveries = [entry for entry in self.deliveries if entry["event_id"] in event_ids]
        notices = self._notices(performance)
        scenario = performance.scenario
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
            noticed=min((notice["received"] for notice in notices), default=None),
            seen_by=sightings,
            actions=list(dict.fromkeys(fix.name for fix in fixes)),
            owners_told=list(dict.fromkeys(notice["endpoint"] for notice in notices)),
            timeline=_timeline(performance, attack, deliveries, sightings, fixes, notices),
        )

    def notice_checks(self, performance: Performance) -> list[Check]:
        """One check for each `expect.notices`."""
        return [self._notice_check(performance, check) for check in performance.scenario.expect.notices]

    def _notice_check(self, performance: Performance, check: NoticeCheck) -> Check:
        try:
            mention, contain = variables.fill([check.mention, check.contain], performance.variables)
        except KeyError as error:
            return Check(
                "notices", f"notices that mention {check.mention}", False, f"{error} was never saved"
            )
        notices = self._mentioning(performance, str(mention))
        text = f"{check.count} notice(s) to the owner mention {mention}"
        if len(notices) != check.count:
            return Check("notices", text, False, f"{len(notices)} notices")
        for wanted in contain:
            if not all(str(wanted) in _message(notice) for notice in notices):
                message = "\n".join(str(notice["message"]) for notice in notices)
                return Check("notices", f"{text} and contain {wanted!r}", False, message)
        return Check("notices", text, True, f"{len(notices)} notices")

    def _notices(self, performance: Performance) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for check in performance.scenario.expect.notices:
            if set(variables.used(check.mention)) <= set(performance.variables):
                mention = str(variables.fill(check.mention, performance.variables))
                found |= {notice["message_id"]: notice for notice in self._mentioning(performance, mention)}
        return list(found.values())

    def _mentioning(self, performance: Performance, text: str) -> list[dict[str, Any]]:
        account = performance.account.id
        return [n for n in self.inbox if n["account"] == account and text in _message(n)]

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
        ids = {call.event_id for call in attack}
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


def gather(organisation: OrganisationClient) -> Evidence:
    """Reads all of it."""
    trail = [_trail_call(envelope) for envelope in organisation.get("trail")]
    inbox = [message for message in organisation.get("inbox") if message["protocol"] == "email"]
    return Evidence(
        trail=sorted(trail, key=lambda call: call.time),
        invocations=sorted(organisation.get("invocations"), key=lambda entry: entry["started"]),
        inbox=sorted(inbox, key=lambda entry: entry["received"]),
        deliveries=organisation.get("deliveries"),
    )


def _sighting(invocation: dict[str, Any]) -> Sighting:
    return Sighting(
        function=invocation["name"].removeprefix(_PREFIX),
        account=invocation["account"],
        status=invocation["status"],
        started=invocation["started"],
        ended=invocation["ended"],
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


def _message(notice: dict[str, Any]) -> str:
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
