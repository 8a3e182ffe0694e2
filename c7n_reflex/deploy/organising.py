"""Plans for, and deployment to, many accounts and regions at a time.

One that fails neither stops nor hides another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy import applying, desired, planning
from c7n_reflex.deploy.planning import Entry
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.deploy.units import Site, Wanted
from c7n_reflex.errors import ReflexError
from c7n_reflex.policyfiles import PolicyFile

log = logging.getLogger(__name__)
PARALLEL = 8  # accounts and regions at a time; within each, Lambda allows some 15 calls a second


@dataclass(frozen=True)
class Place:
    """An account and one of its regions, with what belongs there."""

    account: Account
    site: Site
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Failure:
    """An account and region of which nothing can be said, and why."""

    account: str  # id
    region: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """Entries in the order of accounts, regions and policies; and where nothing could be read."""

    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def changes(self) -> tuple[Entry, ...]:
        """What is not as it should be, orphans included."""
        return tuple(entry for entry in self.entries if entry.kind != "unchanged")


@dataclass(frozen=True)
class Outcome:
    """What became of an entry. `result`: created, updated, removed, failed, stopped (not begun)."""

    entry: Entry
    result: str
    reason: str = ""


@dataclass
class Stop:
    """Asked before each entry; an interrupted deployment ends what it has begun and no more."""

    asked: threading.Event = field(default_factory=threading.Event)


def places(
    directory: Directory,
    files: Sequence[PolicyFile],
    accounts: Sequence[Account],
    sessions: Sessions,
    *,
    regions: Sequence[str] = (),
    policies: Sequence[str] = (),
) -> list[Place]:
    """Where to look, with what belongs there; no call is made. InputError for a policy that cannot be built.

    `policies`: names or patterns; empty is all.
    """

    def chosen(name: str) -> bool:
        return not policies or any(fnmatch(name, pattern) for pattern in policies)

    found = []
    for account in accounts:
        for region in _regions(directory, account):
            if not regions or region in regions:
                site = _site(sessions, account, region)
                found.append(Place(account, site, tuple(desired.of_site(files, chosen, account, site))))
    return found


def _regions(directory: Directory, account: Account) -> Iterable[str]:
    home = (directory.settings.home_region,) if account.is_core else ()
    return dict.fromkeys((*home, *account.regions))


def _site(sessions: Sessions, account: Account, region: str) -> Site:
    def connect(service: str) -> Any:
        return sessions.client(service, account, region)

    return Site(account.id, region, account.partition, connect)


def plan(
    places: Sequence[Place], *, everything: bool = True, done: Callable[[Place], None] = lambda _: None
) -> Plan:
    """Read what is deployed and compare it. `everything`: all policies were chosen, so that orphans show.

    `done` is told each place as it is read, from several threads.
    """

    def read(place: Place) -> list[Entry] | Failure:
        try:
            return list(planning.of_site(place.site, list(place.wanted), everything=everything))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other accounts are read and shown
            return Failure(place.site.account, place.site.region, _reason(error))
        finally:
            done(place)

    with ThreadPoolExecutor(PARALLEL) as pool:
        results = list(pool.map(read, places))
    entries = [entry for result in results if isinstance(result, list) for entry in result]
    failures = [result for result in results if isinstance(result, Failure)]
    return Plan(tuple(entries), tuple(failures))


def deploy(
    entries: Sequence[Entry], *, stop: Stop | None = None, done: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Create and update; orphans and what is unchanged are left. Each account and region by itself.

    Failures are outcomes. When `stop` is asked for, entries that are not begun are `stopped`.
    """
    return each(entries, _deploy_one, stop, done)


def remove(
    entries: Sequence[Entry],
    *,
    keep_logs: bool = False,
    stop: Stop | None = None,
    done: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Remove the functions of these entries with all that belongs to them."""

    def one(entry: Entry, site: Site) -> str:
        assert entry.found is not None
        applying.remove(site, entry.found, keep_logs=keep_logs)
        return "removed"

    return each(entries, one, stop, done)


def _deploy_one(entry: Entry, site: Site) -> str:  # noqa: ARG001
    applying.apply(entry)
    return "created" if entry.kind == "create" else "updated"


def each(
    entries: Sequence[Entry],
    act: Callable[[Entry, Site], str],
    stop: Stop | None,
    done: Callable[[Outcome], None],
) -> list[Outcome]:
    """What `act` makes of each entry, accounts and regions in parallel; it answers with the result."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.account, entry.region), []).append(entry)

    def run(group: list[Entry]) -> list[Outcome]:
        outcomes = []
        for entry in group:
            outcomes.append(_one(entry, act, stop))
            done(outcomes[-1])
        return outcomes

    with ThreadPoolExecutor(PARALLEL) as pool:
        return [outcome for outcomes in pool.map(run, groups.values()) for outcome in outcomes]


def _one(entry: Entry, act: Callable[[Entry, Site], str], stop: Stop | None) -> Outcome:
    if stop and stop.asked.is_set():
        return Outcome(entry, "stopped", "interrupted")
    try:
        return Outcome(entry, act(entry, entry.site))
    except Exception as error:  # noqa: BLE001 - whatever it is, what became of the others is shown
        return Outcome(entry, "failed", _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, ReflexError):
        return error.message
    if isinstance(error, ClientError | BotoCoreError):
        return str(error)
    log.error("unexpected", exc_info=error)
    return f"{type(error).__name__}: {error}"
