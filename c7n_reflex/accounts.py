"""The directory: `accounts.yml`, c7n-org's account file with an owner for each account."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place
from c7n_reflex.settings import CORE_TAG, Settings

DEFAULT_FILE = Path("accounts.yml")
_OWNER_KEYS = {"name", "email", "distribution_list"}


@dataclass(frozen=True)
class Owner:
    """Who answers for an account; notices go to `distribution_list`."""

    name: str
    email: str
    distribution_list: str


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
    raw: dict[str, Any] = field(default_factory=dict, compare=False, hash=False, repr=False)

    @property
    def is_core(self) -> bool:
        """True for the security account."""
        return CORE_TAG in self.tags


@dataclass(frozen=True)
class Directory:
    """All accounts, in the file's order; exactly one of them is core-compliance."""

    accounts: tuple[Account, ...]
    file: Path

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
        partition = self.core.role.split(":")[1]
        return Settings(self.core.id, self.core.regions[0], partition)

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
    document = _parse(file)
    entries = document.get("accounts") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise InputError("has no accounts", remedy="give a list under `accounts:`", place=Place(file))
    accounts = tuple(_account(entry, file, index) for index, entry in enumerate(entries))
    _check_unique(accounts, file)
    cores = [account.name for account in accounts if account.is_core]
    if len(cores) != 1:
        raise InputError(
            f"{len(cores)} accounts are tagged {CORE_TAG!r}",
            remedy="tag exactly one account, the security account",
            place=Place(file, key="accounts[].tags"),
        )
    return Directory(accounts, file)


def _parse(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such file", remedy="name it with --config", place=Place(file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(file)) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(f"is not YAML: {error.problem}", place=Place(file, line)) from None


def _account(entry: Any, file: Path, index: int) -> Account:
    from c7n_org.cli import CONFIG_SCHEMA
    from jsonschema import Draft7Validator

    schema = {
        **CONFIG_SCHEMA["definitions"]["account"],
        "required": ["account_id", "name", "role", "regions"],
    }
    for problem in Draft7Validator(schema).iter_errors(entry):
        path = "".join(f".{p}" if isinstance(p, str) else f"[{p}]" for p in problem.path)
        raise InputError(problem.message, place=Place(file, key=f"accounts[{index}]{path}"))
    role = entry["role"]
    if not isinstance(role, str) or not role.startswith("arn:"):
        role = f"arn:aws:iam::{entry['account_id']}:role/{role}"
    return Account(
        id=entry["account_id"],
        name=entry["name"],
        role=role,
        regions=tuple(entry["regions"]),
        tags=frozenset(entry.get("tags", ())),
        owner=_owner(entry.get("owner"), file, index),
        email=entry.get("email", ""),
        raw=entry,
    )


def _owner(data: Any, file: Path, index: int) -> Owner | None:
    if data is None:
        return None
    place = Place(file, key=f"accounts[{index}].owner")
    if not isinstance(data, dict) or set(data) != _OWNER_KEYS:
        raise InputError(
            f"an owner has the keys {', '.join(sorted(_OWNER_KEYS))}",
            remedy="see docs/accounts.md",
            place=place,
        )
    return Owner(**{key: str(value) for key, value in data.items()})


def _check_unique(accounts: tuple[Account, ...], file: Path) -> None:
    for key in ("id", "name"):
        values = [getattr(account, key) for account in accounts]
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise InputError(
                f"{key} {min(twice)!r} is used twice", place=Place(file, key=f"accounts[].{key}")
            )
