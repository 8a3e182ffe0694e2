"""`c7n-reflex undo`: take a remediation back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.ledger import Entry
    from c7n_reflex.operator.sessions import Operator
    from c7n_reflex.operator.undo_plan import Clients, Plan


@click.command()
@click.argument("entry_ids", metavar="ID...", nargs=-1, required=True)
@accounts_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Also if the resource has been changed since.")
@click.option("--reason", default="", help="Why; kept in the ledger.")
def command(entry_ids: tuple[str, ...], accounts_file: Path, yes: bool, force: bool, reason: str) -> None:
    """Give resources back what remediations took. The IDs are in the notices and in `history`.

    Only what the remediation changed is restored. The policy does not react to that, but will to the next
    call or finding about the resource: ask for an exemption if it is to stay so. Of several, all are looked
    at before the first is taken back, and those that are undone already are left out.

    \b
    Examples:
      c7n-reflex undo 5f0c3a52b7e94d0b8f5f2f6f0a1b2c3d
      c7n-reflex undo 5f0c3a52b7e94d0b8f5f2f6f0a1b2c3d --yes --reason "CHG-1234: public by design"

    Exit codes: 0 it is undone, 1 you said no, 2 it cannot be undone and nothing was changed, 3 failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.cli.asking import confirm
    from c7n_reflex.operator import search, undo_plan, undoing
    from c7n_reflex.operator.sessions import Operator

    directory = accounts.load(accounts_file)
    operator = Operator(directory)
    ledger = operator.ledger()
    found = [search.entry(ledger, each) for each in dict.fromkeys(entry_ids)]
    entries = [each for each in found if len(found) == 1 or not _is_undone(each)]
    for entry in entries:
        undo_plan.check(entry)
    pairs = [(each, _clients(operator, each.account)) for each in entries]
    plans = [(_planned(entry, clients, force), clients) for entry, clients in pairs]
    for plan, _ in plans:
        _show(plan, directory)
    if not all(plan.is_back for plan, _ in plans):
        confirm("Take it back?" if len(plans) == 1 else f"Take these {len(plans)} back?", yes=yes)
    for plan, clients in plans:
        _conclude(plan, undoing.Undoing(ledger, clients).run(plan, operator.caller, reason))


def _is_undone(entry: Entry) -> bool:
    """Of several some may be: the command was broken off, and is run again."""
    if entry.undone_by:
        click.echo(f"{entry.id} is undone already: see `c7n-reflex history {entry.undone_by}`")
    return bool(entry.undone_by)


def _planned(entry: Entry, clients: Clients, force: bool) -> Plan:
    from c7n_reflex.operator import undo_plan

    plan = undo_plan.plan(entry, clients)
    if not force:
        plan.check()
    return plan


def _clients(operator: Operator, account: str) -> Clients:
    session = operator.undo_session(account, operator.directory.settings.home_region)
    return lambda service, region: session.client(service, region_name=region)


def _conclude(plan: Plan, done: Entry) -> None:
    differing = plan.differing(done)
    how = ", but differs from what it was before:" if differing else ": it is as it was before."
    click.echo(f"Undone {plan.entry.resource}{how}")
    click.echo("".join(f"    {line}\n" for line in differing), nl=False)
    click.echo(f"Recorded as {done.id}.")


def _show(plan: Plan, directory: Directory) -> None:
    from c7n_reflex.operator import showing

    entry = plan.entry
    account = f"{showing.account_name(entry.account, directory)} ({entry.account})"
    click.echo(f"{entry.resource_type} {entry.resource} in {account}, {entry.region}; policy {entry.policy}")
    for sentence in plan.left:
        click.echo(f"  not taken back: {sentence}", err=True)
    if plan.is_back:
        click.echo("  is undone already: the resource is as it was before; the ledger is completed")
        return
    for action, lines in plan.restores():
        click.echo(f"  {action}" + ("" if lines else ": is as it was before"))
        click.echo("".join(f"    {line}\n" for line in lines), nl=False)
