"""`c7n-reflex history`: what was done, why, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.ledger import Entry, TableLedger
    from c7n_reflex.operator.search import Query


@click.command()
@click.argument("entry_id", metavar="[ID]", required=False)
@accounts_option
@click.option("--account", metavar="NAME|ID", default="", help="Only in this account.")
@click.option("--policy", metavar="NAME", default="", help="Only by this policy.")
@click.option("--resource", metavar="GLOB", default="", help="Only of resources whose id fits: 'igw-*'.")
@click.option("--since", metavar="24h|7d|DATE", default="", help="Only since then; dates are UTC.")
@click.option("--outcome", metavar="OUTCOME", default="", help="Only with this outcome: fixed, failed ...")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(
    entry_id: str | None,
    accounts_file: Path,
    account: str,
    policy: str,
    resource: str,
    since: str,
    outcome: str,
    output: str,
) -> None:
    """Show what the policies did, newest last; or, with an ID, all that is known of one remediation.

    \b
    Examples:
      c7n-reflex history --since 24h
      c7n-reflex history --account payments-prod --outcome not-fixed
      c7n-reflex history --resource 'sg-*' --output json
      c7n-reflex history 5f0c3a52b7e94d0b8f5f2f6f0a1b2c3d

    Exit codes: 0 fine, also if nothing was found, 2 bad input, 3 failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.operator import search
    from c7n_reflex.operator.sessions import Operator

    if entry_id and any((account, policy, resource, since, outcome)):
        raise click.UsageError("An ID names one remediation: leave the options that select some out.")
    directory = accounts.load(accounts_file)
    query = search.Query(
        account=directory[account].id if account else "",
        policy=policy,
        resource=resource,
        since=search.since(since) if since else "",
        outcome=search.outcome(outcome) if outcome else "",
    )
    ledger = Operator(directory).ledger()
    if entry_id:
        _show_one(search.entry(ledger, entry_id), directory, output)
    else:
        _show(_found(ledger, query), directory, output)


def _found(ledger: TableLedger, query: Query) -> list[Entry]:
    from rich.console import Console

    from c7n_reflex.operator import search

    console, looked_at = Console(stderr=True), 0
    with console.status("reading the ledger") as status:

        def seen(items: int) -> None:
            nonlocal looked_at
            looked_at += items
            status.update(f"reading the ledger: {looked_at} items")

        return search.find(ledger, query, seen)


def _show(entries: Sequence[Entry], directory: Directory, output: str) -> None:
    from c7n_reflex.operator import showing

    if output == "json":
        click.echo(json.dumps([showing.summary(each, directory) for each in entries], indent=2, default=str))
    elif not entries:
        click.echo("No remediation was found.", err=True)
    else:
        _table([showing.row(each, directory) for each in entries])


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    """Whole cells, however narrow the terminal: ids are there to be copied, and read by other programs."""
    from c7n_reflex.operator import showing

    lines = [showing.COLUMNS, *rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for cells in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def _show_one(entry: Entry, directory: Directory, output: str) -> None:
    from c7n_reflex.operator import showing

    if output == "json":
        click.echo(json.dumps(showing.full(entry, directory), indent=2, default=str))
    else:
        click.echo("\n".join(showing.details(entry, directory)))
