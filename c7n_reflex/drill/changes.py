"""The accounts' full descriptions before and after the attack, and whose doing each difference is."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable, Sequence
from typing import Any

from c7n_reflex.accounts import Account
from c7n_reflex.drill import pool, variables
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.outcome import Check
from c7n_reflex.organisation import snapshot
from c7n_reflex.organisation.client import OrganisationClient

Descriptions = dict[str, dict[str, Any]]  # by account id


def stage(performances: Sequence[Performance]) -> tuple[Account, ...]:
    """Every account in which something is played."""
    return tuple({performance.account.id: performance.account for performance in performances}.values())


def describe(
    accounts: Sequence[Account], organisation: OrganisationClient, done: Callable[[], None]
) -> Descriptions:
    """All there is in these accounts, in all of their regions (organisation/snapshot)."""

    def one(account: Account) -> dict[str, Any]:
        session = organisation.session(account.id, account.regions[0])
        return dict(snapshot.describe(session, list(account.regions)))

    found = pool.each(one, accounts, done)
    return {account.id: description for account, description in zip(accounts, found, strict=True)}


class Changes:
    """The differences, each given to the performance whose resource it is about."""

    def __init__(
        self, performances: Sequence[Performance], before: Descriptions, after: Descriptions
    ) -> None:
        self._of: dict[str, list[Any]] = {performance.id: [] for performance in performances}
        self._nobodys: list[str] = []
        for account, was in before.items():
            played = [performance for performance in performances if performance.account.id == account]
            for change in snapshot.difference(was, after[account]):
                self._give(change, account, played)

    def _give(self, change: Any, account: str, played: Sequence[Performance]) -> None:
        text = json.dumps([str(change.path), change.before, change.after], default=str)
        owners = [p for p in played if any(name in text for name in p.identifiers)]
        allowing = [p for p in owners if _allowed(change, p)]
        for performance in (allowing or owners)[:1]:
            self._of[performance.id].append(change)
        if not owners:
            self._nobodys.append(f"{account}: {_show(change)}")

    def unexplained(self) -> list[str]:
        """Differences about none of the performances' resources."""
        return sorted(set(self._nobodys))

    def checks(self, performance: Performance) -> list[Check]:
        """Nothing differs but what is allowed, and all that must differ does."""
        found = self._of[performance.id]
        extra = [change for change in found if not _allowed(change, performance)]
        text = "nothing differs in the account but what is expected"
        checks = [Check("changes", text, not extra, "; ".join(_show(change) for change in extra))]
        for allowed, pattern in _patterns(performance):
            if not allowed.optional and not any(_matches(change, pattern) for change in found):
                checks.append(Check("changes", f"{pattern} differs", False, "it does not"))
        return checks


def _patterns(performance: Performance) -> list[tuple[Any, str]]:
    return [
        (allowed, str(variables.fill(allowed.path, performance.variables)))
        for allowed in performance.scenario.expect.changes
        if set(variables.used(allowed.path)) <= set(performance.variables)
    ]


def _allowed(change: Any, performance: Performance) -> bool:
    return any(_matches(change, pattern) for _, pattern in _patterns(performance))


def _matches(change: Any, pattern: str) -> bool:
    """`*` stands for anything, dots and slashes too; brackets for themselves."""
    return fnmatch.fnmatchcase(str(change.path), pattern.replace("[", "[[]"))


def _show(change: Any) -> str:
    before, after = (json.dumps(value, default=str)[:200] for value in (change.before, change.after))
    return f"{change.path}: {before} -> {after}"
