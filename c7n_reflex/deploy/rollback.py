"""Back to the version before: one call moves the alias that events start.

A tag remembers from which version, so that the next deployment of the same code does not take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatch

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.deploy import organising, reading, surveying
from c7n_reflex.deploy.organising import Failure, Outcome, Place, Stop
from c7n_reflex.deploy.planning import Difference, Entry
from c7n_reflex.deploy.units import Site, Survey
from c7n_reflex.deploy.units.alias import point, versions
from c7n_reflex.deploy.units.model import ROLLED_BACK, started_by
from c7n_reflex.errors import ReflexError

_UNIT, _FIELD = "alias", "version"  # the difference that an entry's move is


@dataclass(frozen=True)
class Rollback:
    """What would move, what cannot, and where nothing could be read."""

    moves: tuple[Entry, ...]  # each with the difference alias.version: (is, will be)
    refused: tuple[Outcome, ...]
    failures: tuple[Failure, ...]
    policies: frozenset[str]  # all that are deployed in the places that could be read


@dataclass(frozen=True)
class Aim:
    """Where to go: the version before, `version`, or, `forward`, the newest."""

    version: int | None = None
    forward: bool = False


def planned(
    places: Sequence[Place],
    policies: Sequence[str],
    aim: Aim,
    done: Callable[[Place], None] = lambda _: None,
) -> Rollback:
    """From which version to which the functions of these policies (names, patterns) would go; reads only."""

    def read(place: Place) -> tuple[list[Entry | Outcome], list[str]]:
        deployed = surveying.ours(place.site)
        chosen = {
            function: policy
            for function, policy in deployed.items()
            if policy and any(fnmatch(policy, each) for each in policies)
        }
        return [_move(place.site, *each, aim) for each in chosen.items()], list(deployed.values())

    read_, failures = reading.of_places(places, read, done)
    found = [each for there, _ in read_ for each in there]
    return Rollback(
        tuple(each for each in found if isinstance(each, Entry)),
        tuple(each for each in found if isinstance(each, Outcome)),
        failures,
        frozenset(name for _, names in read_ for name in names if name),
    )


def roll_back(
    moves: Sequence[Entry],
    aim: Aim,
    *,
    stop: Stop | None = None,
    done: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Move the aliases: `updated`, or `failed` with the reason. Each account and region by itself."""

    def one(entry: Entry, site: Site) -> str:
        is_, to = entry.differences[0].fields[_FIELD]
        (_forward if aim.forward else _back)(site, entry.function, is_, to)
        return "updated"

    return organising.each(moves, one, stop, done)


def move(entry: Entry, aim: Aim = Aim()) -> Entry:
    """The move of one function that was just deployed. ReflexError if it cannot go anywhere."""
    survey = Survey(replace(entry.site), entry.function)
    change = Difference(_UNIT, {_FIELD: (survey.live["Version"], str(_target(survey, aim)))})
    return replace(entry, differences=(change,))


def _move(site: Site, function: str, policy: str, aim: Aim) -> Entry | Outcome:
    survey = Survey(site, function)
    where = (policy, function, site.account, site.region)
    try:
        to = _target(survey, aim)
    except ReflexError as error:
        reason = f"{error.message}: {error.remedy}" if error.remedy else error.message
        return Outcome(Entry("update", *where, site=site), "failed", reason)
    change = Difference(_UNIT, {_FIELD: (survey.live["Version"], str(to))})
    return Entry("update", *where, (change,), site=site)


def _target(survey: Survey, aim: Aim) -> int:
    """The version to go to. ReflexError if there is none."""
    if started_by(survey.tags).startswith("config-"):
        raise ReflexError(
            "AWS Config starts the newest code and takes no alias",
            remedy="check out the older policies, and deploy them",
        )
    if not survey.live:
        raise ReflexError("its deployment is not complete", remedy="run c7n-reflex deploy")
    known, now = versions(survey.site.client("lambda"), survey.name), int(survey.live["Version"])
    if aim.forward and now == known[-1] and ROLLED_BACK not in survey.tags:
        raise ReflexError(f"it is not rolled back: version {now} is the newest")
    return known[-1] if aim.forward else _older(known, now, aim.version)


def _older(known: list[int], now: int, asked: int | None) -> int:
    """The version that is asked for, or the one before `now`."""
    older = [version for version in known if version < now]
    if asked is None and not older:
        raise ReflexError(f"there is no version before {now}")
    if asked == now:
        raise ReflexError(f"it runs version {now} already")
    if asked is not None and asked not in known:
        raise ReflexError(f"there is no version {asked}", remedy=f"there are {', '.join(map(str, known))}")
    return older[-1] if asked is None else asked


def _back(site: Site, function: str, is_: str, to: str) -> None:
    """The tag first: a rollback that nobody remembers would be undone by the next deployment."""
    client, arn = site.client("lambda"), site.function_arn(function)
    tagged = ROLLED_BACK in Survey(site, function).tags
    if not tagged:
        client.tag_resource(Resource=arn, Tags={ROLLED_BACK: is_})
    try:
        point(client, function, to, exists=True)
    except (ClientError, BotoCoreError):
        if not tagged:
            with suppress(ClientError, BotoCoreError):
                client.untag_resource(Resource=arn, TagKeys=[ROLLED_BACK])
        raise


def _forward(site: Site, function: str, is_: str, to: str) -> None:
    client = site.client("lambda")
    if is_ != to:
        point(client, function, to, exists=True)
    client.untag_resource(Resource=site.function_arn(function), TagKeys=[ROLLED_BACK])
