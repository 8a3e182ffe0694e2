"""A directory of any number of accounts, for tests of what is deployed where."""

from __future__ import annotations

from pathlib import Path

from c7n_reflex.accounts import Account, Directory, Owner


def account(number: int, *, core: bool = False, owner: bool = True) -> Account:
    """Account `number`, as in accounts.yml."""
    identity = f"{number:012}"
    return Account(
        id=identity,
        name="core" if core else f"solution-{number}",
        role=f"arn:aws:iam::{identity}:role/OrganizationAccountAccessRole",
        regions=("us-east-1", "eu-west-1"),
        tags=frozenset({"core-compliance"} if core else {"solution"}),
        owner=Owner("Ann", "ann@example.com", f"list-{number}@example.com") if owner else None,
    )


def directory(solutions: int) -> Directory:
    """Core (account 1) and so many solution accounts."""
    others = (account(number) for number in range(2, solutions + 2))
    return Directory((account(1, core=True), *others), Path("accounts.yml"))
