"""The options of commands that ask what is deployed, and not the policies: status, rollback and destroy.

They work where policies cannot even be loaded, and on functions whose policies are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import accounts_option
from c7n_reflex.errors import InputError

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.deploy.organising import Failure, Place


def options(*, policies_required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options; the command takes them as `**chosen` and calls `places(**chosen)`."""
    several: Any = {"multiple": True}

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(
            (
                accounts_option,
                click.option("-a", "--accounts", help="Only this account, by name or id; repeat.", **several),
                click.option("-t", "--tags", help="Only accounts with this tag; repeat.", **several),
                click.option("-r", "--region", "regions", help="Only this region; repeat.", **several),
                click.option(
                    "-p",
                    "--policy",
                    "policies",
                    help="This policy (s3-*); repeat." if policies_required else "Only this policy; repeat.",
                    required=policies_required,
                    **several,
                ),
            )
        ):
            function = option(function)
        return function

    return add


def places(
    accounts_file: Path,
    accounts: tuple[str, ...],
    tags: tuple[str, ...],
    regions: tuple[str, ...],
    policies: tuple[str, ...],
) -> tuple[Directory, list[Place], list[str]]:
    """Accounts.yml, the chosen accounts and regions, and the policies' names or patterns.

    InputError for an account, tag or region that does not exist.
    """
    from c7n_reflex import accounts as directories
    from c7n_reflex.cli import selection
    from c7n_reflex.cli.checks import split
    from c7n_reflex.deploy import organising
    from c7n_reflex.deploy.sessions import Sessions

    directory = directories.load(accounts_file)
    chosen = selection.chosen_accounts(directory, split(accounts), split(tags))
    directory, chosen = selection.with_regions(directory, chosen)
    selection.check_regions(chosen, split(regions))
    found = organising.places(directory, (), chosen, Sessions(), regions=split(regions))
    return directory, found, split(policies)


def check_policies(wanted: Sequence[str], deployed: Collection[str], failures: Sequence[Failure]) -> None:
    """InputError for a policy that is not deployed, if all chosen accounts and regions could be read."""
    import difflib
    from fnmatch import fnmatch

    for name in wanted:
        if failures or any(fnmatch(policy, name) for policy in deployed):
            continue
        near = difflib.get_close_matches(name, deployed, 1)
        known = ", ".join(sorted(deployed)) or "none"
        remedy = f"did you mean {near[0]!r}?" if near else f"deployed policies: {known}"
        raise InputError(f"no policy {name!r} is deployed in the chosen accounts and regions", remedy=remedy)


def failure_lines(failures: Sequence[Failure], directory: Directory) -> list[tuple[str, str]]:
    """(text, rich style) for each account and region that could not be read."""
    return [
        (
            f"{directory[each.account].name} ({each.account}) {each.region}: cannot be read: {each.reason}",
            "bold red",
        )
        for each in failures
    ]
