"""The directory: `accounts.yml`, c7n-org's account file with an owner for each account."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from c7n_reflex.accountfile import Notices, Owner, entries, notices_of, owner_of
from c7n_reflex.accountfile import problems as problems_of
from c7n_reflex.errors import InputError, Place
from c7n_reflex.policyfiles import sources
from c7n_reflex.policyfiles.sources import PolicyFile
from c7n_reflex.settings import CORE_TAG, Settings

__all__ = ["DEFAULT_FILE", "Account", "Directory", "Notices", "Owner", "load", "problems"]

DEFAULT_FILE = Path("accounts.yml")


@dataclass(frozen=True)
class Account:
    """One entry of accounts.yml."""

    id: str  # 12 digits
    name: str
    role: str  # ARN of the role that deploys and sweeps
    regions: tuple[str, ...]  # may have "all" in it: accountfile.regions.resolved
    tags: frozenset[str]
    owner: Owner | None
    email: str = ""
    notices: Notices = field(default_factory=Notices)
    through: tuple[str, ...] = ()  # ARNs of the roles to be assumed before `role`, in this order
    external_id: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False, repr=False)
    raw: dict[str, Any] = field(default_factory=dict, compare=False, hash=False, repr=False)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` ..."""
        return self.role.split(":")[1]

    @property
    def is_core(self) -> bool:
        """True for the security account."""
        return CORE_TAG in self.tags

    @property
    def entrance(self) -> str:
        """A region in which the account can be asked something, also where its regions are `all`."""
        return entries.entrance(self.regions, self.partition)

    @property
    def deployment(self) -> dict[str, Any]:
        """`vars.deployment` of the account over that for all; only what is written."""
        return dict(self.variables.get("deployment") or {})


@dataclass(frozen=True)
class Directory:
    """All accounts, in the file's order; exactly one of them is core-compliance."""

    accounts: tuple[Account, ...]
    file: Path
    fallback: str = ""  # name or ARN of the topic for notices whose owner is not known; empty: core's
    deployment: Mapping[str, Any] = field(default_factory=dict, compare=False)  # `vars.deployment`

    @property
    def core(self) -> Account:
        """The core-compliance account."""
        return next(account for account in self.accounts if account.is_core)

    @property
    def solutions(self) -> tuple[Account, ...]:
        """Every other account."""
        return tuple(account for account in self.accounts if not account.is_core)

    @property
    def settings(self) -> Settings:
        """Core account and home region (the core account's first region)."""
        return Settings(self.core.id, self.core.regions[0], self.core.partition)

    def topic(self, account: Account) -> str:
        """ARN of the topic on which the account's owner is told."""
        return self._topic_arn(account, account.notices.topic)

    @property
    def fallback_topic(self) -> str:
        """ARN of the topic for notices whose owner is not known."""
        return self._topic_arn(self.core, self.fallback or self.core.notices.topic)

    def _topic_arn(self, account: Account, topic: str) -> str:
        """A name is that of a topic in the account, home region."""
        if topic.startswith("arn:"):
            return topic
        return f"arn:{account.partition}:sns:{self.settings.home_region}:{account.id}:{topic}"

    def __getitem__(self, key: str) -> Account:
        """The account with this id or name; InputError, with the nearest name, if there is none."""
        for account in self.accounts:
            if key in (account.id, account.name):
                return account
        names = [account.name for account in self.accounts]
        near = difflib.get_close_matches(key, names + [account.id for account in self.accounts], 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known accounts: {', '.join(names)}"
        raise InputError(f"no account {key!r}", remedy=hint, place=Place(self.file))


def load(file: Path = DEFAULT_FILE) -> Directory:
    """Read and check an account file. Raises InputError naming the file, line and key at fault."""
    source = _read(file)
    for problem in problems_of.problems(source):
        raise problem
    for_all = source.data.get("vars", {})
    told = for_all.get("notices") or {}
    accounts = tuple(_account(entry, for_all) for entry in source.data["accounts"])
    return Directory(accounts, file, told.get("fallback_topic") or "", for_all.get("deployment") or {})


def problems(file: Path = DEFAULT_FILE) -> list[InputError]:
    """All that is wrong with an account file; `load` raises the first. InputError if it is not YAML."""
    return list(problems_of.problems(_read(file)))


def _read(file: Path) -> PolicyFile:
    if not file.exists():
        raise InputError("no such file", remedy="name it with --config", place=Place(file))
    return sources.read(file)


def _account(entry: dict[str, Any], for_all: Mapping[str, Any]) -> Account:
    *through, role = entries.roles_of(entry)
    return Account(
        id=entry["account_id"],
        name=entry["name"],
        role=role,
        regions=entries.regions_of(entry),
        tags=frozenset(entry.get("tags", ())),
        owner=owner_of(entry.get("owner")),
        email=entry.get("email", ""),
        notices=notices_of(for_all.get("notices") or {}, entry.get("notices")),
        through=tuple(through),
        external_id=entry.get("external_id", ""),
        variables=entries.variables_of(entry, for_all),
        raw=entry,
    )
