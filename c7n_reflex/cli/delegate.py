"""`c7n-reflex infrastructure delegate`: core-compliance as administrator of the services that find things."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Account
    from c7n_reflex.deploy.detection.delegation import Delegation, Organisation

_COLOURS = {
    "registered": "green",
    "would-register": "cyan",
    "already": "dim",
    "taken": "yellow",
    "unavailable": "yellow",
    "failed": "bold red",
}


@click.command("delegate")
@accounts_option
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="NAME",
    help="Only this service, such as guardduty; repeat.",
)
@click.option("--dry-run", is_flag=True, help="Only look.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(accounts_file: Path, services: tuple[str, ...], dry_run: bool, yes: bool, output: str) -> None:
    """Make core-compliance the administrator of the services that find things, in each of its regions.

    Security Hub, GuardDuty, Macie, Inspector, Access Analyzer and AWS Config. With your own credentials,
    which must be those of the organisation's management account. A service that another account administers
    is left to it.

    \b
    Examples:
      c7n-reflex infrastructure delegate --dry-run
      c7n-reflex infrastructure delegate --service securityhub --service guardduty
      c7n-reflex infrastructure delegate --yes --output json

    Exit codes: 0 done, 1 the dry run found something to do or it was not agreed to, 2 bad input or
    credentials of another account, 3 a service failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.cli.asking import confirm
    from c7n_reflex.deploy.detection import delegation
    from c7n_reflex.errors import InputError

    _check(services)
    directory = accounts.load(accounts_file)
    organisation, regions = _organisation(directory.core, directory.settings.home_region)
    found = delegation.survey(organisation, regions, services or delegation.SERVICES)
    todo = [each for each in found if each.result == "would-register"]
    if todo and not dry_run:
        if output == "json" and not yes:
            raise InputError("with --output json nobody is asked; nothing was changed", remedy="add --yes")
        if not yes:
            _show(found)
        confirm(
            f"Make {directory.core.name} ({directory.core.id}) the administrator {len(todo)} times?", yes=yes
        )
        found = list(delegation.register(organisation, found))
    _report(found, output, organisation)


def _check(services: tuple[str, ...]) -> None:
    from c7n_reflex.deploy.detection.delegation import SERVICES
    from c7n_reflex.errors import InputError

    for name in services:
        if name not in SERVICES:
            raise InputError(
                f"--service: {name!r} is none of them", remedy=f"services: {', '.join(SERVICES)}"
            )


def _organisation(core: Account, home: str) -> tuple[Organisation, tuple[str, ...]]:
    """Whom to ask, and core's regions. Raises ReflexError for credentials of another account."""
    from c7n_reflex.accountfile import regions
    from c7n_reflex.deploy.detection import management
    from c7n_reflex.deploy.detection.delegation import Organisation
    from c7n_reflex.deploy.sessions import Sessions

    connect = management.own()
    manager = management.account(connect, core.entrance)
    return Organisation(connect, manager, core.id, home), regions.regions_of(core, Sessions().client)


def _report(found: list[Delegation], output: str, organisation: Organisation) -> None:
    """Print them; exit with 3 if one failed, with 1 if one is left to be registered."""
    if output == "json":
        click.echo(json.dumps([each.as_json() for each in found], indent=2))
    else:
        _show(found)
        _warn(organisation)
    results = {each.result for each in found}
    raise click.exceptions.Exit(3 if "failed" in results else 1 if "would-register" in results else 0)


def _show(found: list[Delegation]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("service", "region", "result", box=None, header_style="bold")
    for each in found:
        table.add_row(each.service, each.region, f"[{_COLOURS[each.result]}]{each.result}[/]")
    console = Console(soft_wrap=True)
    console.print(table)
    for each in found:
        if each.reason and each.result != "already":
            where = f"{each.service} {each.region}"
            console.print(f"{where}: {each.reason}", style=_COLOURS[each.result], markup=False)
    counts = Counter(each.result for each in found)
    click.echo(", ".join(f"{counts[result]} {result}" for result in _COLOURS if counts[result]))


def _warn(organisation: Organisation) -> None:
    if organisation.core == organisation.management:
        click.echo(
            "core-compliance is the organisation's management account. AWS advises a member account: service "
            "control policies do not hold in the management account.",
            err=True,
        )
