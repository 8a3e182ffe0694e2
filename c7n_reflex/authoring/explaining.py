"""What `explain` explains: events and what is known beside them, from files and options."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.answers import Answers
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError, Place
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import Exemption

Event = dict[str, Any]
_RESOURCE_LISTS = ("resources", "Resources")


@dataclass(frozen=True)
class Explained:
    """One event (None: a sweep), and what each policy would do about it."""

    event: Event | None
    kind: str  # see eventfiles.Given; "sweep"
    place: Place | None
    traces: tuple[Trace, ...]

    @property
    def summary(self) -> str:
        """The event in a line."""
        return "a sweep over the resources given" if self.event is None else summary(self.event, self.kind)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "event": self.summary,
            "place": str(self.place) if self.place else None,
            "traces": [_with_pattern(each) for each in self.traces],
        }


def summary(event: Mapping[str, Any], kind: str) -> str:
    """`ec2 AuthorizeSecurityGroupIngress in 200000000001 us-east-1, 2026-11-25T03:00:00Z`."""
    detail = event.get("detail")
    detail = detail if isinstance(detail, Mapping) else {}
    findings = detail.get("findings")
    first = findings[0] if isinstance(findings, list) and findings else {}
    title = first.get("Title") if isinstance(first, Mapping) else None
    what = detail.get("eventName") or title or detail.get("type") or event.get("detail-type") or kind
    source = str(event.get("source", "")).removeprefix("aws.")
    where = f"{event.get('account', '')} {event.get('region', '')}".strip()
    return (
        f"{source} {what}".strip()
        + (f" in {where}" if where else "")
        + (f", {event['time']}" if event.get("time") else "")
    )


def explain(asked: Sequence[FleetPolicy], events: Sequence[Any], world: World) -> list[Explained]:
    """Each event (eventfiles.Given) by each policy; without events a sweep by those that are sweeps."""
    if not events:
        traces = tuple(trace(each, None, world) for each in asked if each.is_sweep)
        return [Explained(None, "sweep", None, traces)]
    return [
        Explained(
            given.event, given.kind, given.place, tuple(trace(each, given.event, world) for each in asked)
        )
        for given in events
    ]


def _with_pattern(given: Trace) -> dict[str, Any]:
    """The trace; where the rule would not deliver the event, with the fields that differ."""
    from c7n_reflex.authoring.showing import failing_fields

    data = given.as_dict()
    if not given.subscribed and given.pattern is not None and given.looked_at is not None:
        data["failing_fields"] = failing_fields(given.pattern, given.looked_at)
    return data


def as_json(explained: Iterable[Explained]) -> str:
    """As printed by `--output json`."""
    return json.dumps([each.as_dict() for each in explained], indent=2, default=str)


def events_of(file: Path | None, sample: str | None) -> list[Any]:
    """The events (eventfiles.Given) of a file, or a sample one; none at all for a sweep."""
    from c7n_reflex.authoring import eventfiles

    if file is not None and sample:
        raise InputError("--event and --sample are alternatives", remedy="leave one of them out")
    if file is not None:
        return eventfiles.read(file)
    if not sample:
        return []
    from c7n_reflex.authoring import samples

    return eventfiles.wrap(samples.sample(sample), Place("--sample"))


def resources_of(file: Path) -> tuple[dict[str, Any], ...]:
    """A list of resources as JSON or YAML, such as the resources.json that Custodian writes."""
    data = read_data(file)
    if isinstance(data, Mapping):
        data = next((data[name] for name in _RESOURCE_LISTS if name in data), [data])
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        remedy = "write what Custodian sees of each: see resources.json of `custodian run --dryrun`"
        raise InputError("is no list of resources", remedy=remedy, place=Place(file))
    return tuple(data)


def read_data(file: Path) -> Any:
    """JSON or YAML. InputError with the line for what is neither."""
    from c7n_reflex.policyfiles import sources

    if not file.exists():
        raise InputError("no such file", place=Place(file))
    return sources.read(file).data


def world_of(
    resources: Path | None,
    answers: Path | None,
    *,
    switch: str = "enforce",
    clock: datetime | None = None,
    account: str = "",
    exemptions: tuple[Exemption, ...] = (),
    live: bool = False,
) -> World:
    """What is known beside the event. InputError for files that cannot be used."""
    if live and (resources or answers):
        raise InputError("--live asks AWS", remedy="leave --resources and --answers out, or --live")
    return World(
        resources=resources_of(resources) if resources else None,
        answers=Answers.read(read_data(answers), Place(answers)) if answers else Answers(),
        exemptions=exemptions,
        switch=Position(Enforcement(switch)),
        clock=clock.replace(tzinfo=UTC) if clock else None,
        account=account,
        live=live,
    )


def own_account() -> str:
    """The account of whoever asks AWS: what is of another must not be looked up here."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return str(boto3.client("sts").get_caller_identity()["Account"])
    except (ClientError, BotoCoreError) as error:
        raise InputError(
            f"AWS cannot be asked: {error}", remedy="set up credentials and a region, or leave --live out"
        ) from None


def exemptions_beside(accounts_file: Path, policies: Sequence[str]) -> tuple[Exemption, ...]:
    """Those of the exemptions.yml beside accounts.yml, as functions are deployed with them."""
    from c7n_reflex import accounts, exemptionfile

    file = accounts_file.parent / exemptionfile.DEFAULT_FILE
    if not (accounts_file.is_file() and file.is_file()):
        return ()
    entries = exemptionfile.load(file, accounts.load(accounts_file), _names(accounts_file.parent, policies))
    return tuple(entry.exemption for entry in entries)


def _names(folder: Path, policies: Sequence[str]) -> set[str]:
    """An exemption may be from a policy that is not asked."""
    from c7n_reflex import policyfiles

    others = policyfiles.load([folder / "policies"]) if (folder / "policies").is_dir() else []
    return {*policies, *(str(each["name"]) for file in others for each in file.policies if "name" in each)}
