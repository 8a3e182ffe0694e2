"""Which policies an event would reach, and of what they would say that it names: the routing table.

Offline and without the resources' state: where a policy could act if the resource is still as the event left
it, the table says `if so still`. Events may carry what a reader judged of them (`label`, `remediate`,
`subject`), and then a row is held against that:

    violating, remediate yes                                    a policy is routed, and names the subject
    compliant, failed-call, finding-closed, finding-suppressed  no policy would act
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c7n_reflex.authoring import eventfiles
from c7n_reflex.authoring.explaining import summary
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError, Place
from c7n_reflex.events import records
from c7n_reflex.modes.calls import calls_of, ids_in, search, texts
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome

JSON = dict[str, Any]
ANYWHERE = "us-east-1"
_REGION = re.compile(r"[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}")
LEFT_ALONE = {"compliant", "failed-call", "finding-closed", "finding-suppressed"}
# The policy's rule delivers the event, and the pipeline ends it for what the event itself says.
_ENDED = {
    Outcome.NOT_SUBSCRIBED, Outcome.CALL_FAILED, Outcome.OWN_CALL, Outcome.OWN_UPDATE, Outcome.SETTLED,
    Outcome.SPOOFED, Outcome.MALFORMED, Outcome.NOTHING_NAMED, Outcome.NO_MATCH, Outcome.EXEMPT,
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """An event, with what a reader judged of it; empty where nobody did."""

    event: JSON
    kind: str
    name: str
    label: str = ""
    remediate: str = ""
    subject: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One policy that the event reaches."""

    policy: str
    subject: tuple[str, ...]  # the ids that it finds in the event
    end: str  # an outcome, or "if so still"
    enforcement: str

    @property
    def would_act(self) -> bool:
        """True if it reacts, provided that the resource is still as the event left it."""
        return self.end == IF_SO_STILL or self.end in {Outcome.ACTED, Outcome.TOLD, Outcome.AWAITING_APPROVAL}


IF_SO_STILL = "if so still"


@dataclass(frozen=True)
class Row:
    """One event and where it goes."""

    judged: Judged
    routes: tuple[Route, ...]

    @property
    def fault(self) -> str:
        """What is wrong with the routes by the event's label; empty if nothing is."""
        acting = [each for each in self.routes if each.would_act]
        if self.judged.label in LEFT_ALONE and acting:
            return f"{', '.join(each.policy for each in acting)} would act"
        if (self.judged.label, self.judged.remediate) != ("violating", "yes"):
            return ""
        if not acting:
            return "no policy reacts"
        wanted = _values(self.judged.subject)
        named = {value for each in acting for value in each.subject}
        if not wanted or any(_is_named(each, named) for each in wanted):
            return ""
        return f"no policy names {', '.join(sorted(wanted))}"

    def as_dict(self) -> JSON:
        """For JSON."""
        return {
            "event": self.judged.name,
            "label": self.judged.label,
            "remediate": self.judged.remediate,
            "subject": list(self.judged.subject),
            "routes": [
                {**vars(each), "subject": list(each.subject), "would_act": each.would_act}
                for each in self.routes
            ],
            "fault": self.fault,
        }


def _is_named(wanted: str, named: Iterable[str]) -> bool:
    """An ARN may be named by its last part."""
    return any(wanted == each or wanted.endswith((f":{each}", f"/{each}")) for each in named)


def _values(subject: Iterable[str]) -> set[str]:
    """`vpcId=vpc-1` -> `vpc-1`; texts that were blacked out (`...`) say nothing."""
    values = {each.partition("=")[2] if "=" in each else each for each in subject}
    return {each for each in values if each.strip(". ")}


def read(file: Path) -> list[Judged]:
    """JSON lines with `event` and perhaps labels, or events in any form that `explain` reads."""
    first = records.text_of(file).lstrip().partition("\n")[0]
    try:
        labelled = isinstance(json.loads(first), dict) and "event" in json.loads(first)
    except ValueError:
        labelled = False
    return list(_labelled(file)) if labelled else [_judged(each, {}) for each in eventfiles.read(file)]


def _labelled(file: Path) -> Iterator[Judged]:
    for number, line in enumerate(records.text_of(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            event = row["event"]
        except (ValueError, KeyError, TypeError):
            raise InputError("is no JSON object with `event`", place=Place(file, number)) from None
        for given in eventfiles.wrap(event, Place(file, number)):
            yield _judged(given, row)


def _judged(given: eventfiles.Given, row: Mapping[str, Any]) -> Judged:
    return Judged(
        event=_somewhere(given.event),
        kind=given.kind,
        name=str(row.get("file") or summary(given.event, given.kind)),
        label=str(row.get("label", "")),
        remediate=str(row.get("remediate", "")),
        subject=tuple(map(str, row.get("subject") or ())),
    )


def _somewhere(event: JSON) -> JSON:
    """Public samples have invented regions (`ap-central-2r`), in which no policy could act."""
    detail = event.get("detail")
    if _REGION.fullmatch(str(event.get("region") or "")) or not isinstance(detail, dict):
        return event
    placed = {"awsRegion": ANYWHERE} if "awsRegion" in detail else {}
    return {**event, "region": ANYWHERE, "detail": {**detail, **placed}}


def routed(events: Sequence[Judged], fleet: Sequence[FleetPolicy]) -> Iterator[Row]:
    """Each event's row, as it is found."""
    policies = [each for each in fleet if not each.is_sweep]
    for judged in events:
        traces = ((each, trace(each, judged.event, _world(each, judged.event))) for each in policies)
        yield Row(judged, tuple(_route(*pair, judged.event) for pair in traces if _reaches(pair[1])))


def _world(policy: FleetPolicy, event: JSON) -> World:
    """Of resources nothing is known; of an account all that its policies look at is in the event."""
    if policy.policy.resource_manager.type != "account":
        return World()
    account = str((event.get("detail") or {}).get("recipientAccountId") or event.get("account") or "")
    return World(resources=({"account_id": account, "account_name": account},))


def _reaches(found: Trace) -> bool:
    return found.outcome not in (Outcome.NOT_SUBSCRIBED, Outcome.NOTHING_NAMED)


def _route(policy: FleetPolicy, found: Trace, event: JSON) -> Route:
    end = str(found.outcome) if found.outcome in _ENDED else IF_SO_STILL
    enforcement = str((policy.data.get("metadata") or {}).get("enforcement", "enforce"))
    return Route(policy.name, _subject(policy, found, event), end, enforcement)


def _subject(policy: FleetPolicy, found: Trace, event: JSON) -> tuple[str, ...]:
    """What it finds in the event; policies about an account (aws.account) find what the call was about."""
    ids = tuple(dict.fromkeys(each for target in found.targets for each in target.ids))
    try:
        return ids or tuple(_written(policy.data.get("mode") or {}, event))
    except EventEndedError:  # its ids cannot be applied to the event: the route says how that ends
        return ()


def _written(mode: JSON, event: JSON) -> list[str]:
    """What the mode's own `ids` find."""
    if mode.get("type") == "cloudtrail" and isinstance(event.get("detail"), Mapping):
        return ids_in(event, calls_of(mode))
    return texts(search(str(mode["ids"]), event)) if mode.get("type") == "event" and "ids" in mode else []


def lines(rows: Sequence[Row], *, verbose: bool = False) -> Iterator[str]:
    """The table; without `verbose` only what is routed or wrong."""
    for row in rows:
        if not (row.routes or row.fault or verbose):
            continue
        yield f"{row.judged.name}" + (f"  [{row.judged.label}]" if row.judged.label else "")
        for each in row.routes:
            yield f"    {each.policy:<44} {', '.join(each.subject) or '-'}  {each.end} ({each.enforcement})"
        if row.fault:
            yield f"    WRONG: {row.fault}"


def total(rows: Sequence[Row]) -> str:
    """The last line."""
    wrong = sum(bool(row.fault) for row in rows)
    reached = sum(bool(row.routes) for row in rows)
    return f"{len(rows)} events, {reached} reach a policy, {wrong} wrong by their label"
