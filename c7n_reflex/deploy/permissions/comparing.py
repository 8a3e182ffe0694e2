"""What the roles of accounts are granted against what they need, accounts in parallel. Reads only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.deploy.permissions import engine, granted
from c7n_reflex.deploy.permissions.documents import statements
from c7n_reflex.deploy.permissions.granted import Grant, Granted
from c7n_reflex.deploy.permissions.needs import ROLES, Need, of_remediation
from c7n_reflex.deploy.sessions import Sessions
from c7n_reflex.errors import ReflexError
from c7n_reflex.settings import Settings

IN_CORE = ("core", "member", "undo", "ledger", "operator", "mailer")
IN_SOLUTION = ("lambda", "member", "undo")
_PARALLEL = 8
# May have what policies of both topologies need: which of the two a policy has is not the template's matter.
_REMEDIATING = {"lambda", "member", "undo"}


@dataclass(frozen=True)
class Difference:
    """One role in one account. `exists` is False where there is no such role: then all is missing."""

    account: str  # id
    role: str  # a key of ROLES
    missing: tuple[Grant, ...] = ()  # needed and not granted
    excess: tuple[Grant, ...] = ()  # granted and not needed
    exists: bool = True

    @property
    def is_none(self) -> bool:
        """True if the role has what it needs, and no more."""
        return self.exists and not self.missing and not self.excess


@dataclass(frozen=True)
class Failure:
    """An account whose roles cannot be read."""

    account: str  # id
    reason: str


def of_accounts(
    sessions: Sessions,
    directory: Directory,
    accounts: Sequence[Account],
    needs: Sequence[Need],
    *,
    roles: Sequence[str] = (),
    done: Callable[[object], None] = lambda _: None,
) -> tuple[list[Difference], list[Failure]]:
    """Every role of every account, also those without a difference. `roles`: keys of ROLES; empty is all.

    `done` is told each account as it was read, from several threads.
    """

    def read(account: Account) -> list[Difference] | Failure:
        try:
            return _of_account(sessions, directory, account, needs, roles)
        except (ReflexError, BotoCoreError, ClientError) as error:
            return Failure(account.id, error.message if isinstance(error, ReflexError) else str(error))
        finally:
            done(account)

    with ThreadPoolExecutor(_PARALLEL) as pool:
        results = list(pool.map(read, accounts))
    differences = [each for result in results if isinstance(result, list) for each in result]
    return differences, [result for result in results if isinstance(result, Failure)]


def _of_account(
    sessions: Sessions, directory: Directory, account: Account, needs: Sequence[Need], roles: Sequence[str]
) -> list[Difference]:
    settings = directory.settings
    iam = sessions.client("iam", account, settings.home_region)
    chosen = [role for role in (IN_CORE if account.is_core else IN_SOLUTION) if not roles or role in roles]
    return [of_role(iam, account, settings, needs, role) for role in chosen]


def of_role(iam: Any, account: Account, settings: Settings, needs: Sequence[Need], role: str) -> Difference:
    """One role; `iam` is a client in the account."""
    least, most = (_there(grants, account, settings) for grants in (needed(needs, role), usable(needs, role)))
    found = granted.of_role(iam, ROLES[role])
    has = found or Granted(frozenset())
    return Difference(
        account.id,
        role,
        tuple(sorted(each for each in least if not has.allows(each))),
        tuple(sorted(each for each in has.allowed if not granted.covered(each, most))),
        found is not None,
    )


def needed(needs: Sequence[Need], role: str) -> frozenset[Grant]:
    """The least that the role must be granted; ARNs are for `Fn::Sub`."""
    return frozenset(
        Grant(action, arn)
        for each in statements(needs, role)
        for action in each.actions
        for arn in each.resources
    )


def usable(needs: Sequence[Need], role: str) -> frozenset[Grant]:
    """The most that the role may be granted before something is not needed; ARNs are for `Fn::Sub`."""
    either = of_remediation(needs, role) if role in _REMEDIATING else ()
    optional = {Grant(action, arn) for named, action, arn in engine.OPTIONAL if named == role}
    return needed((*needs, *either), role) | optional


def _there(grants: frozenset[Grant], account: Account, settings: Settings) -> frozenset[Grant]:
    known = {
        "AWS::Partition": account.partition,
        "AWS::AccountId": account.id,
        "CoreAccountId": settings.core_account,
        "HomeRegion": settings.home_region,
    }
    return frozenset(
        Grant(each.action, re.sub(r"\$\{([^}]+)\}", lambda found: known[found[1]], each.resource))
        for each in grants
    )
