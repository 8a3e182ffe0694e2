"""`c7n-reflex infrastructure`: create what the engine needs in every account."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from c7n_reflex.deploy.infrastructure import Outcome

_COLOURS = {
    "created": "green",
    "updated": "cyan",
    "unchanged": "dim",
    "failed": "bold red",
    "skipped": "yellow",
}


@click.group()
def command() -> None:
    """Create the queues, roles, topics and rules that the engine needs, by CloudFormation.

    \b
    Example:
      c7n-reflex infrastructure apply
    """


@command.command("apply")
@accounts_option
@click.option("-a", "--accounts", "selected", multiple=True, help="Only this account, by name or id; repeat.")
@click.option(
    "--templates",
    type=PATH,
    default=Path("infrastructure"),
    show_default=True,
    help="Folder of the CloudFormation templates.",
)
@click.option(
    "--policies",
    type=PATH,
    default=Path("policies"),
    show_default=True,
    help="Folder of the policies; says which calls to forward.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes as JSON.")
def apply_(
    accounts_file: Path, selected: tuple[str, ...], templates: Path, policies: Path, as_json: bool
) -> None:
    """Create or update the stacks of every account and region; nothing happens where nothing changed.

    \b
    Examples:
      c7n-reflex infrastructure apply
      c7n-reflex infrastructure apply -a payments-prod -a web-shop-prod --json

    Exit codes: 0 all is as it should be, 2 bad input, 3 a stack failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.deploy import forwarding, infrastructure
    from c7n_reflex.deploy.sessions import Sessions

    directory = accounts.load(accounts_file)
    chosen = tuple(dict.fromkeys(directory[key] for key in selected)) or directory.accounts
    texts = infrastructure.read_templates(templates)
    forwarded = forwarding.of_policies(policies)
    sessions = Sessions()
    with_core = any(account.is_core for account in chosen)
    organization = infrastructure.organization_id(sessions, directory) if with_core else ""
    planned = infrastructure.plan(directory, chosen, texts, forwarded, organization)
    outcomes = _apply(sessions, planned)
    if as_json:
        click.echo(json.dumps([outcome.as_json() for outcome in outcomes], indent=2))
    else:
        _show(outcomes)
    if any(outcome.result in ("failed", "skipped") for outcome in outcomes):
        raise click.exceptions.Exit(3)


def _apply(sessions: object, planned: list) -> list[Outcome]:  # type: ignore[type-arg]
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from c7n_reflex.deploy import infrastructure

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("stacks", total=sum(len(mine) for mine in planned))
        return infrastructure.apply(sessions, planned, lambda _: progress.advance(task))  # type: ignore[arg-type]


def _show(outcomes: list[Outcome]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("account", "region", "stack", "result", box=None, header_style="bold")
    for outcome in outcomes:
        colour = _COLOURS[outcome.result]
        result = f"[{colour}]{outcome.result}[/]"
        table.add_row(f"{outcome.account} ({outcome.account_id})", outcome.region, outcome.stack, result)
    console = Console(soft_wrap=True)
    console.print(table)
    for outcome in outcomes:
        if outcome.result == "failed":
            where = f"{outcome.account} {outcome.region} {outcome.stack}"
            console.print(f"{where}: {outcome.reason}", style="red", markup=False)
    counts = Counter(outcome.result for outcome in outcomes)
    click.echo(", ".join(f"{counts[result]} {result}" for result in _COLOURS if counts[result]))
