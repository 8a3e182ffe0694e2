"""`c7n-reflex exemptions`: what policies leave alone, until when, and who answers for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option
from c7n_reflex.errors import InputError, ReflexError

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.safeguards.exemptions import Exemption

_DAYS = click.IntRange(min=0)
_TOLD_DAYS = 14
_WIDEST = 1000  # characters


@click.command()
@accounts_option
@click.option(
    "--exemptions",
    "file",
    type=PATH,
    default=Path("exemptions.yml"),
    show_default=True,
    help="The exemptions.",
)
@click.option(
    "--policies",
    type=PATH,
    default=Path("policies"),
    show_default=True,
    help="Folder of the policies; says which names there are.",
)
@click.option(
    "--expiring",
    type=_DAYS,
    metavar="DAYS",
    help="Only those that end within so many days, or have ended.",
)
@click.option("--tell-owners", is_flag=True, help="Send a notice for each that ends soon.")
@click.option(
    "--days", type=_DAYS, default=_TOLD_DAYS, show_default=True, help="With --tell-owners: what soon is."
)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    accounts_file: Path,
    file: Path,
    policies: Path,
    expiring: int | None,
    tell_owners: bool,
    days: int,
    output: str,
) -> None:
    """List the exemptions, with the days that are left, or tell their owners that they end.

    \b
    Examples:
      c7n-reflex exemptions
      c7n-reflex exemptions --expiring 30 --output json
      c7n-reflex exemptions --tell-owners --days 14      # daily; each notice is delivered once

    Exit codes: 0 fine, 1 one has expired, 2 bad input, 3 failed.
    """
    from c7n_reflex import accounts, exemptionfile

    directory = accounts.load(accounts_file)
    known = _policy_names(policies)
    all_ = [entry.exemption for entry in exemptionfile.load(file, directory, known)]
    today = _today()
    if tell_owners:
        _tell(all_, directory, today, days, output)
        return
    listed = [each for each in all_ if expiring is None or (each.until - today).days <= expiring]
    _show(listed, directory, today, output)
    if any(each.expired(today) for each in all_):
        raise click.exceptions.Exit(1)


def _today() -> date:
    return datetime.now(UTC).date()


def _policy_names(folder: Path) -> list[str]:
    from c7n_reflex import policyfiles

    names = [policy.get("name") for file in policyfiles.load([folder]) for policy in file.policies]
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"a policy in {folder} has no name", remedy="c7n-reflex custodian validate finds it")
    return [str(name) for name in names]


def _tell(exemptions: Sequence[Exemption], directory: Directory, today: date, days: int, output: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    from c7n_reflex import exemptionnotices
    from c7n_reflex.deploy.sessions import Sessions

    ending = exemptionnotices.ending(exemptions, today, days)
    messages = [exemptionnotices.message(each, directory, today) for each in ending]
    if messages:
        client = Sessions().client("sqs", directory.core, directory.settings.home_region)
        try:
            exemptionnotices.send(client, messages)
        except (BotoCoreError, ClientError) as error:
            raise ReflexError(
                f"the notices queue does not take them: {error}",
                remedy="it is made by c7n-reflex infrastructure apply",
            ) from None
    if output == "json":
        sent = [{"account": each["account_id"], **each["action"]} for each in messages]
        click.echo(json.dumps(sent, indent=2))
        return
    for each in messages:
        click.echo(f"to the owner of {each['account']}: {each['action']['subject']}")
    click.echo(f"{len(messages)} notices sent")


def _show(exemptions: Sequence[Exemption], directory: Directory, today: date, output: str) -> None:
    rows = [_row(each, directory, today) for each in exemptions]
    if output == "json":
        click.echo(json.dumps(rows, indent=2))
        return
    _table(rows)
    expired = sum(row["expired"] for row in rows)
    click.echo(f"{len(rows)} exemptions" + (f", {expired} of them expired" if expired else ""))


def _row(exemption: Exemption, directory: Directory, today: date) -> dict[str, Any]:
    return {
        **exemption.as_dict(),
        "account_name": "*" if exemption.account == "*" else directory[exemption.account].name,
        "days_left": (exemption.until - today).days,
        "expired": exemption.expired(today),
    }


def _table(rows: Sequence[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("policy", "account", "region", "resource", "until", box=None, header_style="bold")
    for column in ("days left", "owner", "ticket"):
        table.add_column(column, overflow="fold")
    for row in rows:
        meant = row["resource"] or ", ".join(f"{key}={glob}" for key, glob in row["tags"].items())
        left = "expired" if row["expired"] else str(row["days_left"])
        texts = (row["policy"], row["account_name"], row["region"], meant, row["until"], left)
        style = "red" if row["expired"] else None
        table.add_row(*map(escape, (*texts, row["owner"], row["ticket"])), style=style)
    if rows:
        # As wide as it needs to be: an ARN that is cut, or wrapped into its column, cannot be copied.
        Console(soft_wrap=True, width=_WIDEST).print(table)
