"""What a function did about an event, and what `explain` says of the same event: side by side.

An `Attempt` is what the call recorder wrote of one attempt at an invocation (organisation/functions/
call_recorder.py), with the lines that the function logged. `retraced` takes its event through
`authoring.tracing.trace`, with AWS as the function found it: each call is answered as it was the first time,
before anything was changed.
"""

from __future__ import annotations

import copy
import json
import pickle
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore import xform_name

from c7n_reflex.authoring.answers import Answers, error_class
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import PlannedAction, Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.outcome import Outcome, Stage, UnknownError
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption
from c7n_reflex.safeguards.switch import position_of
from c7n_reflex.settings import SWITCH_PARAMETER

JSON = Any
PREFIX = "custodian-"
# Offline nothing is changed, and so nothing is read again: however it ended, the actions would be run.
ACTED = frozenset({Outcome.FIXED, Outcome.NOT_FIXED, Outcome.ACTED})
# What is decided by what the ledger remembers; offline it remembers nothing.
ONLY_THE_LEDGER_KNOWS = {
    Outcome.HANDLED: "another event told of the same fault before",
    Outcome.OWN_TURN: "the ledger has noted the ids of the policy's own requests",
    Outcome.UNDONE: "somebody took the change back",
    Outcome.APPROVAL_EXPIRED: "the proposal is in the ledger",
    Outcome.STATE_CHANGED: "the proposal is in the ledger",
    Outcome.UNDECIDED: "another delivery of the event was at work on the ledger's entry",
}


class Recorded(Answers):
    """AWS as a function found it: each call as it was answered first, and unknown if it was not made."""

    def __init__(self, calls: Iterable[Mapping[str, JSON]]) -> None:
        super().__init__()
        first: dict[tuple[str, str], list[Mapping[str, JSON]]] = defaultdict(list)
        for call in calls:
            first[call["service"], xform_name(call["operation"])].append(call)
        object.__setattr__(self, "_made", first)

    def give(self, service: str, method: str, parameters: Mapping[str, JSON]) -> JSON:
        """Only where all parameters are the same."""
        made: Mapping[tuple[str, str], list[Mapping[str, JSON]]] = self._made  # type: ignore[attr-defined]
        for call in made.get((service, method), ()):
            if call["parameters"] == dict(parameters):
                if call["error"]:
                    answer: Any = {"Error": {"Code": call["error"], "Message": "as recorded"}}
                    raise error_class(call["error"])(answer, call["operation"])
                return copy.deepcopy(call["answer"])
        raise UnknownError(f"{service}:{method}")


@dataclass(frozen=True)
class End:
    """How it ended in one account and region (empty where it ended before it came to any)."""

    account: str
    region: str
    stage: Stage
    outcome: Outcome
    detail: str
    ids: tuple[str, ...] = ()  # that the event names
    resources: Mapping[str, Outcome] | None = None  # how each ended


@dataclass(frozen=True)
class Attempt:
    """One attempt at an invocation of a policy's function."""

    function: str
    account: str
    region: str
    event: JSON
    calls: tuple[Mapping[str, JSON], ...]
    lines: tuple[Mapping[str, JSON], ...]  # what the pipeline logged

    @property
    def policy(self) -> str:
        """Its policy's name."""
        return self.function.removeprefix(PREFIX)

    @property
    def event_id(self) -> str:
        """The same in an account and, forwarded, in core-compliance."""
        return event_id(self.event)

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """By account and region."""
        return tuple(sorted((self._end(line) for line in self.lines if line.get("end")), key=_place))

    def _end(self, line: Mapping[str, JSON]) -> End:
        where = (line.get("account", ""), line.get("region", ""))
        mine = [each for each in self.lines if _where(each) == where and not each.get("end")]
        ids: list[str] = next(
            (each.get("going_on", []) for each in mine if each["stage"] == Stage.LOCATE), []
        )
        outcomes = {
            name: Outcome.named(ended) for each in mine for name, ended in (each.get("ended") or {}).items()
        }
        return End(
            *where,
            Stage(line["stage"]),
            Outcome.named(line["outcome"]),
            line.get("detail", ""),
            tuple(ids),
            outcomes,
        )

    @cached_property
    def changes(self) -> dict[tuple[str, str], JSON]:
        """What the ledger was told of each change that was made, by resource and action."""
        found = {}
        for call in self._of("dynamodb", "UpdateItem"):
            record = _record(call["parameters"].get("ExpressionAttributeValues") or {})
            if record and record["outcome"] == "changed":
                found[record["resource"], record["action"]] = record
        return found

    @property
    def notices(self) -> int:
        """Messages that were queued for the mailer."""
        return len(self._of("sqs", "SendMessage"))

    @property
    def written_back(self) -> list[tuple[str, str]]:
        """(finding's id, workflow status) as Security Hub was told."""
        return [
            (each["Id"], call["parameters"]["Workflow"]["Status"])
            for call in self._of("securityhub", "BatchUpdateFindings")
            for each in call["parameters"]["FindingIdentifiers"]
        ]

    def _of(self, service: str, operation: str) -> list[Mapping[str, JSON]]:
        return [call for call in self.calls if (call["service"], call["operation"]) == (service, operation)]

    @property
    def switch(self) -> Position:
        """Where the switch stood; enforce where the function did not come to ask."""
        for call in self._of("ssm", "GetParameter"):
            if call["parameters"]["Name"] == SWITCH_PARAMETER:
                return Position(position_of(call["answer"]["Parameter"]["Value"]))
        return Position(Enforcement.ENFORCE)


def _record(values: Mapping[str, JSON]) -> JSON:
    text = values.get(":record")
    return json.loads(text) if isinstance(text, str) and text.startswith('{"account"') else None


def _where(line: Mapping[str, JSON]) -> tuple[str, str]:
    return line.get("account", ""), line.get("region", "")


def _place(end: End) -> tuple[str, str]:
    return end.account, end.region


def event_id(event: Mapping[str, JSON]) -> str:
    """What stays the same of an event, wherever it is delivered to."""
    detail = event.get("detail") or {}
    return str(detail.get("eventID") or event.get("id"))


def incomparable(attempt: Attempt, all_attempts: Iterable[Attempt]) -> str:
    """Why offline it cannot end as it did; empty if it has to."""
    outcomes = {outcome for end in attempt.ends for outcome in (end.outcome, *(end.resources or {}).values())}
    for outcome in sorted(outcomes & set(ONLY_THE_LEDGER_KNOWS)):
        return f"{outcome}: {ONLY_THE_LEDGER_KNOWS[outcome]}"
    if not attempt.ends:
        return "it was cut off"
    same = (attempt.function, attempt.account, attempt.region, attempt.event_id)
    for other in all_attempts:
        if other is attempt:
            return ""
        if (other.function, other.account, other.region, other.event_id) == same and (
            other.changes or not other.ends
        ):
            return "an earlier attempt at the event has begun to act, and only the ledger knows"
    return ""


def attempts(folder: Path, invocations: Sequence[Mapping[str, JSON]]) -> list[Attempt]:
    """Of policies' functions: what was recorded, with the logs that `GET invocations` has, in their order."""
    logs: dict[str, list[str]] = defaultdict(list)
    for each in invocations:
        logs[each["request_id"]].append(each["log"])
    found = []
    for file in sorted(folder.glob("*.pickle")):
        data = pickle.loads(file.read_bytes())
        function = data["function_arn"].split(":")[6]
        lines = logged(logs[data["request_id"]].pop(0))
        if function.startswith(PREFIX):
            found.append(
                Attempt(function, data["account"], data["region"], data["event"], tuple(data["calls"]), lines)
            )
    return found


def logged(log: str) -> tuple[Mapping[str, JSON], ...]:
    """The pipeline's lines of a function's log."""
    texts = (line.rsplit("\t", 1)[-1] for line in log.splitlines())
    lines = (json.loads(text) for text in texts if text.startswith('{"policy"'))
    return tuple(line for line in lines if "stage" in line)


def retraced(attempt: Attempt, policy: FleetPolicy, exemptions: Sequence[Exemption]) -> Trace:
    """The same event and policy, offline."""
    world = World(
        answers=Recorded(attempt.calls),
        exemptions=tuple(exemptions),
        switch=attempt.switch,
        account=attempt.account,
        region=attempt.region,
        described=True,
    )
    return trace(policy, copy.deepcopy(attempt.event), world)


def ends_of(found: Trace) -> tuple[End, ...]:
    """How the trace ended, as a function would have logged it."""
    if not found.targets:
        return (End("", "", found.stage, _known(found.outcome), found.detail),)
    ends = []
    for target in found.targets:
        outcome = _known(target.outcome)
        resources = {each.identity: _known(each.outcome) for each in target.resources}
        if outcome.parks:  # the whole ended, and with it each of them
            resources = {}
        stage = Stage.REPORT if outcome in ACTED else outcome.stage
        ends.append(End(target.account, target.region, stage, outcome, target.detail, target.ids, resources))
    return tuple(sorted(ends, key=_place))


def _known(outcome: Outcome | None) -> Outcome:
    assert outcome is not None, "offline it is not known how this ends"
    return outcome


def comparable(end: End) -> tuple[JSON, ...]:
    """Of an end that which offline and live have to say alike."""
    outcomes = {name: _alike(outcome) for name, outcome in (end.resources or {}).items()}
    alike = _alike(end.outcome)
    stage = Stage.REPORT if alike is Outcome.ACTED else end.stage
    return end.account, end.region, stage, alike, end.detail, end.ids, outcomes


def _alike(outcome: Outcome) -> Outcome:
    return Outcome.ACTED if outcome in ACTED else outcome


def planned(found: Trace) -> dict[tuple[str, str], PlannedAction]:
    """By resource and action."""
    return {(each.resource, each.type): each for one in found.resources for each in one.planned}


# What the event's rule keeps out, so that the function is not started: the same is said at `route`.
KEPT_OUT = frozenset({Outcome.NOT_SUBSCRIBED, Outcome.CALL_FAILED, Outcome.OWN_CALL, Outcome.SETTLED})


def would_start(policy: FleetPolicy, event: Mapping[str, JSON], core: str) -> bool:
    """Whether by the trace the event would start the policy's function, wherever that is."""
    in_core = runs_in_core(policy)
    if not in_core and event["account"] == core:
        return False
    world = World(account=core if in_core else str(event["account"]), region=str(event["region"]))
    return trace(policy, copy.deepcopy(dict(event)), world).outcome not in KEPT_OUT


def runs_in_core(policy: FleetPolicy) -> bool:
    """True for a policy whose one function reaches into every account."""
    return "member-role" in policy.data["mode"]
