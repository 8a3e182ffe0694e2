"""Policies, loaded for being explained: validated, and without any session to AWS."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from c7n_reflex.errors import InputError, Place
from c7n_reflex.policyfiles import PolicyFile

ACCOUNT, REGION = "000000000000", "us-east-1"  # stand in where an event names none


@dataclass(frozen=True)
class FleetPolicy:
    """One policy: where it is written, and built by c7n (`policy`), never able to call AWS."""

    data: dict[str, Any]
    file: PolicyFile | None = None
    index: int = 0  # in the file

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.data["name"])

    @property
    def place(self) -> Place | None:
        """Where it begins."""
        return self.file.place(("policies", self.index)) if self.file else None

    def at(self, *key: str | int) -> Place | None:
        """Where a key of it is: `at("filters", 0)`."""
        return self.file.place(("policies", self.index, *key)) if self.file else None

    @property
    def is_sweep(self) -> bool:
        """True if no event starts it: mode pull, periodic or none."""
        return (self.data.get("mode") or {}).get("type", "pull") in ("pull", "periodic")

    @cached_property
    def policy(self) -> Any:
        """The c7n policy. InputError where c7n refuses it."""
        return build(self)

    @cached_property
    def live(self) -> FleetPolicy:
        """The same policy, with a session to AWS that can only read."""
        from c7n_reflex.authoring.readonly import ReadOnlyFactory

        other = FleetPolicy(self.data, self.file, self.index)
        other.__dict__["policy"] = build(other, ReadOnlyFactory(REGION))
        return other

    def changed(self, data: dict[str, Any]) -> FleetPolicy:
        """Another policy in its place: a mutant of it."""
        return FleetPolicy(data, self.file, self.index)


def build(given: FleetPolicy, factory: Any = None) -> Any:
    """The validated c7n policy, offline unless a session factory is given. InputError where it is refused."""
    from c7n.config import Config
    from c7n.exceptions import CustodianError
    from c7n.policy import Policy

    from c7n_reflex.authoring.answers import Answers, OfflineFactory

    _know_own_accounts()
    options = Config.empty(
        account_id=ACCOUNT, region=REGION, regions=(REGION,), output_dir="null://", cache=None
    )
    try:
        policy = Policy(copy.deepcopy(given.data), options, factory or OfflineFactory(Answers(), REGION))
        policy.validate()
    # Filters and actions raise whatever their parsing raised.
    except (CustodianError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        text = f"policy {given.name!r} is invalid: {error or type(error).__name__}"
        raise InputError(text, remedy="see c7n-reflex lint", place=given.place) from error
    return policy


@cache
def _know_own_accounts() -> None:
    """Whose accounts are the organisation's own, from the accounts.yml that is here; else it is unknown."""
    from c7n_reflex import accounts
    from c7n_reflex.safeguards.own_accounts import OWN_ACCOUNTS_VARIABLE

    if OWN_ACCOUNTS_VARIABLE in os.environ or not accounts.DEFAULT_FILE.is_file():
        return
    try:
        known = accounts.load().accounts
    except InputError:  # whoever needs the file says what is wrong with it
        return
    os.environ[OWN_ACCOUNTS_VARIABLE] = ",".join(each.id for each in known)


def load(paths: Iterable[Path | str]) -> list[FleetPolicy]:
    """The policies of files and folders. InputError for everything that is wrong with them."""
    import c7n_reflex.plugin  # noqa: F401
    from c7n_reflex import policyfiles

    files = policyfiles.load(paths)
    policyfiles.check(files)
    return of_files(files)


def of_files(files: Sequence[PolicyFile]) -> list[FleetPolicy]:
    """The policies of files that have passed the check."""
    return [FleetPolicy(data, file, index) for file in files for index, data in enumerate(file.policies)]


def named(fleet: Sequence[FleetPolicy], name: str) -> FleetPolicy:
    """The policy of this name. InputError, with the nearest, if there is none."""
    import difflib

    for each in fleet:
        if each.name == name:
            return each
    near = difflib.get_close_matches(name, [each.name for each in fleet], 1)
    remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(e.name for e in fleet) or 'none'}"
    raise InputError(f"no policy {name!r}", remedy=remedy)
