"""The directory: `accounts.yml`, c7n-org's account file with an owner for each account."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from c7n_reflex.accountfile import Notices, Owner, check_defaults, check_entry, notices_of, owner_of
from c7n_reflex.errors import InputError, Place
from c7n_reflex.policyfiles import sources
from c7n_reflex.policyfiles.sources import PolicyFile
from c7n_reflex.settings import CORE_TAG, Settings

__all__ = ["DEFAULT_FILE", "Account", "Directory", "Notices", "Owner", "load"]

DEFAULT_FILE = Path("accounts.yml")


@dataclass(frozen=True)
class Account:
    """One entry of accounts.yml."""

    id: str  # 12 digits
    name: str
    role: str  # ARN of the role that deploys and sweeps
    regions: tuple[str, ...]
    tags: frozenset[str]
    owner: Owner | None
    email: str = ""
    notices: Notices = field(default_factory=Notices)
    raw: dict[str, Any] = field(default_factory=dict, compare=False, hash=False, repr=False)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` ..."""
        return self.role.split(":")[1]

    @property
    def is_core(self) -> bool:
        """True for the security account."""
        return CORE_TAG in self.tags


@dataclass(frozen=True)
class Directory:
    """All accounts, in the file's order; exactly one of them is core-compliance."""

    accounts: tuple[Account, ...]
    file: Path
    fallback: str = ""  # name or ARN of the topic for notices whose owner is not known; empty: core's

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
    document = source.data
    entries = document.get("accounts") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise InputError("has no accounts", remedy="give a list under `accounts:`", place=Place(file))
    check_defaults(document, source)
    defaults = document.get("vars", {}).get("notices") or {}
    accounts = tuple(_account(entry, defaults, source, index) for index, entry in enumerate(entries))
    _check_unique(accounts, source)
    cores = [account for account in accounts if account.is_core]
    if len(cores) != 1:
        raise InputError(
            f"{len(cores)} accounts are tagged {CORE_TAG!r}",
            remedy="tag exactly one account, the security account",
            place=Place(file, key="accounts[].tags"),
        )
    if not cores[0].regions:
        raise InputError(
            "core-compliance has no region",
            remedy="the first one is the home region",
            place=source.place(("accounts", accounts.index(cores[0]), "regions")),
        )
    return Directory(accounts, file, defaults.get("fallback_topic") or "")


def _read(file: Path) -> PolicyFile:
    if not file.exists():
        raise InputError("no such file", remedy="name it with --config", place=Place(file))
    return sources.read(file)


def _account(entry: Any, defaults: dict[str, Any], source: PolicyFile, index: int) -> Account:
    from c7n_org.cli import CONFIG_SCHEMA
    from jsonschema import Draft7Validator

    key = ("accounts", index)
    schema = {
        **CONFIG_SCHEMA["definitions"]["account"],
        "required": ["account_id", "name", "role", "regions"],
    }
    for problem in Draft7Validator(schema).iter_errors(entry):
        raise InputError(problem.message, place=source.place((*key, *problem.path)))
    check_entry(entry, source, key)
    return Account(
        id=entry["account_id"],
        name=entry["name"],
        role=_role_arn(entry),
        regions=tuple(entry["regions"]),
        tags=frozenset(entry.get("tags", ())),
        owner=owner_of(entry.get("owner")),
        email=entry.get("email", ""),
        notices=notices_of(defaults, entry.get("notices")),
        raw=entry,
    )


def _role_arn(entry: dict[str, Any]) -> str:
    role = entry["role"]
    if isinstance(role, str) and role.startswith("arn:"):
        return role
    return f"arn:{_partition(entry['regions'])}:iam::{entry['account_id']}:role/{role}"


def _partition(regions: list[str]) -> str:
    """Of an account whose role is a bare name."""
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    found = (name for prefix, name in prefixes.items() if regions and regions[0].startswith(prefix))
    return next(found, "aws")


def _check_unique(accounts: tuple[Account, ...], source: PolicyFile) -> None:
    for name, key in (("id", "account_id"), ("name", "name")):
        values = [getattr(account, name) for account in accounts]
        for index, value in enumerate(values):
            if value in values[:index]:
                place = source.place(("accounts", index, key))
                raise InputError(f"{name} {value!r} is used twice", place=place)
