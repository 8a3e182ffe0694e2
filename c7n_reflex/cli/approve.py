"""`c7n-reflex approve`: let a change happen that waits for approval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.ledger import Entry


@click.command()
@click.argument("entry_id", metavar="ID")
@accounts_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--again", is_flag=True, help="Approved already, but the function did not run: run it again.")
def command(entry_id: str, accounts_file: Path, yes: bool, again: bool) -> None:
    """Approve a change that a policy proposed, run the policy's function, and show what came of it.

    The change is made only if the resource is still as it was when the change was proposed.

    \b
    Examples:
      c7n-reflex history --outcome awaiting-approval
      c7n-reflex approve 5f0c3a52b7e94d0b8f5f2f6f0a1b2c3d

    Exit codes: 0 the change was made, 1 it was not, 2 it cannot be approved, 3 failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.cli.asking import confirm
    from c7n_reflex.operator import approving, search
    from c7n_reflex.operator.sessions import Operator

    directory = accounts.load(accounts_file)
    operator = Operator(directory)
    ledger = operator.ledger()
    entry = search.entry(ledger, entry_id)
    approving.check(entry, again=again)
    _show(entry, directory)
    confirm("Approve it?", yes=yes)
    if not again:
        entry = approving.approve(ledger, entry, operator.caller)
    error = approving.run(entry, operator.lambda_client)
    _conclude(search.entry(ledger, entry_id), error)


def _show(entry: Entry, directory: Directory) -> None:
    from c7n_reflex.operator import showing

    account = f"{showing.account_name(entry.account, directory)} ({entry.account})"
    click.echo(f"{entry.resource_type} {entry.resource} in {account}, {entry.region}; policy {entry.policy}")
    for record in entry.records():
        click.echo("\n".join(showing.action(record)))
    if entry.approval is not None:
        click.echo(f"  can be approved until {entry.approval.until}")


def _conclude(entry: Entry, error: str) -> None:
    from c7n_reflex.operator.approving import GOOD

    detail = f" {entry.detail}" if entry.detail else ""
    click.echo(f"{entry.outcome}: {entry.outcome.sentence}{detail}")
    if error:
        click.echo(f"The function failed: {error}", err=True)
    if entry.outcome not in GOOD:
        raise click.exceptions.Exit(1)
