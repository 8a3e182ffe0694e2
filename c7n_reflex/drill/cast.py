"""Which scenario is played where: its accounts and regions, mapped onto those that take part."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.drill.model import Scenario, Where
from c7n_reflex.errors import InputError


@dataclass
class Performance:
    """One scenario in one account and region. `variables` grows as its calls are answered."""

    scenario: Scenario
    account: Account
    region: str
    variables: dict[str, Any] = field(default_factory=dict)
    # Names what it makes: another one in each drill, as bucket names are taken once and for all.
    id: str = field(default_factory=lambda: f"drill-{secrets.token_hex(5)}")

    @property
    def identifiers(self) -> list[str]:
        """Texts by which AWS state and messages can be recognised as this performance's."""
        known = {"account", "account_name", "region", "core_account", "home_region"}
        return [
            value
            for name, value in self.variables.items()
            if name not in known and isinstance(value, str) and len(value) > 8
        ]


def participants(directory: Directory, number: int | None) -> tuple[Account, ...]:
    """The first `number` solution accounts (all, for None)."""
    if number is not None and not 1 <= number <= len(directory.solutions):
        raise InputError(
            f"--accounts {number}: there are {len(directory.solutions)} solution accounts",
            remedy=f"give a number from 1 to {len(directory.solutions)}",
        )
    return directory.solutions[:number]


def cast(
    scenarios: Iterable[Scenario], directory: Directory, accounts: tuple[Account, ...]
) -> tuple[Performance, ...]:
    """Every performance once, in the scenarios' order."""
    performances: dict[tuple[str, str, str], Performance] = {}
    for scenario in scenarios:
        for where in scenario.where:
            performance = _performance(scenario, where, directory, accounts)
            key = scenario.name, performance.account.id, performance.region
            performances.setdefault(key, performance)
    return tuple(performances.values())


def _performance(
    scenario: Scenario, where: Where, directory: Directory, accounts: tuple[Account, ...]
) -> Performance:
    account = _account(scenario, where, directory, accounts)
    region = where.region or directory.settings.home_region
    if region not in account.regions:
        raise InputError(
            f"account {account.name} has no region {region!r}",
            remedy=f"its regions: {', '.join(account.regions)}",
            place=scenario.place,
        )
    performance = Performance(scenario, account, region)
    performance.variables = {
        "account": account.id,
        "account_name": account.name,
        "region": region,
        "core_account": directory.core.id,
        "home_region": directory.settings.home_region,
        "id": performance.id,
    }
    return performance


def _account(
    scenario: Scenario, where: Where, directory: Directory, accounts: tuple[Account, ...]
) -> Account:
    """By name or id, or by number; those that do not take part are replaced, in turn, by one that does."""
    if isinstance(where.account, int):
        return accounts[(where.account - 1) % len(accounts)]
    try:
        account = directory[where.account]
    except InputError as error:
        raise InputError(error.message, remedy=error.remedy, place=scenario.place) from None
    if account not in directory.solutions:
        raise InputError(f"{account.name} is not a solution account", place=scenario.place)
    return accounts[directory.solutions.index(account) % len(accounts)]
