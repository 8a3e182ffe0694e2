"""Whether what accounts.yml says is so: roles can be assumed, accounts are active, regions are enabled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accountfile import organization
from c7n_reflex.accountfile.entries import ALL_REGIONS
from c7n_reflex.accountfile.organization import Member
from c7n_reflex.accountfile.regions import PARALLEL, Connect, enabled
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.errors import ReflexError


@dataclass(frozen=True)
class Fault:
    """Something that is not as the file says."""

    account: str  # name
    account_id: str
    what: str
    remedy: str = ""


def faults(
    directory: Directory, connect: Connect, done: Callable[[Account], Any] = lambda _: None
) -> list[Fault]:
    """All of them, in the file's order; no account hides another. `done` is told of each, from threads."""
    core = directory.core
    everyone: dict[str, Member] | None = None
    found: list[Fault] = []
    try:
        everyone = organization.members(connect("organizations", core, core.entrance))
    except ReflexError as error:
        found.append(Fault(core.name, core.id, error.message, error.remedy))

    def one(account: Account) -> list[Fault]:
        try:
            return [*_membership(account, everyone), *_reached(account, connect)]
        finally:
            done(account)

    with ThreadPoolExecutor(PARALLEL) as pool:
        for mine in pool.map(one, directory.accounts):
            found += mine
    return found


def _membership(account: Account, everyone: dict[str, Member] | None) -> Iterator[Fault]:
    if everyone is None:
        return
    member = everyone.get(account.id)
    if member is None:
        yield Fault(account.name, account.id, "is not in the organisation", "remove it from the file")
    elif not member.active:
        yield Fault(account.name, account.id, f"is {member.state}", "remove it, or have it activated")


def _reached(account: Account, connect: Connect) -> Iterator[Fault]:
    try:
        identity = connect("sts", account, account.entrance).get_caller_identity()["Account"]
        if identity != account.id:
            yield Fault(
                account.name, account.id, f"{account.role} is of account {identity}", "name its own role"
            )
            return
        missing = set(account.regions) - {ALL_REGIONS} - set(enabled(account, connect))
    except ReflexError as error:
        yield Fault(account.name, account.id, error.message, error.remedy)
        return
    except (ClientError, BotoCoreError) as error:
        yield Fault(account.name, account.id, str(error))
        return
    for region in sorted(missing):
        yield Fault(account.name, account.id, f"region {region} is not enabled", "enable it, or remove it")
