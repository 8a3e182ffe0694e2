"""`c7n-reflex accounts`: check the account file, write it from AWS Organizations, show who is covered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from c7n_reflex.accountfile.coverage import Coverage
    from c7n_reflex.accountfile.generating import Wishes
    from c7n_reflex.accountfile.merging import Merged
    from c7n_reflex.accounts import Directory

_OUTPUT = click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
_STYLES = {
    "covered": "green",
    "incomplete": "yellow",
    "missing": "red",
    "closed": "magenta",
    "denied": "bold red",
}


@click.group()
def command() -> None:
    """Check the account file, write it from AWS Organizations, show which accounts are covered.

    \b
    Examples:
      c7n-reflex accounts validate
      c7n-reflex accounts generate --core 111122223333 --out accounts.yml
      c7n-reflex accounts coverage
    """


@command.command()
@accounts_option
@click.option("--live", is_flag=True, help="Also try each role, and look for each account and region.")
@_OUTPUT
def validate(accounts_file: Path, live: bool, output: str) -> None:
    """Name all that is wrong with the account file, each with its line and what to do.

    \b
    Examples:
      c7n-reflex accounts validate
      c7n-reflex accounts validate -c accounts.yml --live --output json

    Exit codes: 0 fine, 1 the accounts are not as the file says (--live), 2 the file is wrong.
    """
    from c7n_reflex import accounts

    problems = accounts.problems(accounts_file)
    if problems:
        _show_problems([_problem(each) for each in problems], [str(each) for each in problems], output)
        raise click.exceptions.Exit(2)
    directory = accounts.load(accounts_file)
    faults = _faults(directory) if live else []
    texts = [f"{each.account} ({each.account_id}): {each.what}" for each in faults]
    remedies = [f"\n  {each.remedy}" if each.remedy else "" for each in faults]
    if output == "json":
        click.echo(json.dumps({**_summary(directory), "problems": [vars(each) for each in faults]}, indent=2))
    else:
        click.echo("\n".join([*map("".join, zip(texts, remedies, strict=True)), _in_words(directory)]))
    if faults:
        raise click.exceptions.Exit(1)


def _faults(directory: Directory) -> list[Any]:
    from c7n_reflex.accountfile import live
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy.sessions import Sessions

    with shown("accounts", len(directory.accounts)) as advance:
        return live.faults(directory, Sessions().client, advance)


def _problem(error: Any) -> dict[str, Any]:
    place = error.place
    where = {"file": str(place.file), "line": place.line, "key": place.key} if place else {}
    return {**where, "what": error.message, "remedy": error.remedy}


def _show_problems(found: Sequence[dict[str, Any]], texts: Sequence[str], output: str) -> None:
    if output == "json":
        click.echo(json.dumps({"problems": found}, indent=2))
        return
    for text in texts:
        click.echo(text, err=True)
    click.echo(f"{len(texts)} wrong", err=True)


def _summary(directory: Directory) -> dict[str, Any]:
    return {
        "accounts": len(directory.accounts),
        "regions": sorted({region for account in directory.accounts for region in account.regions}),
        "core": directory.core.id,
        "home_region": directory.settings.home_region,
    }


def _in_words(directory: Directory) -> str:
    found, core = _summary(directory), directory.core
    return (
        f"{found['accounts']} accounts in {len(found['regions'])} regions ({', '.join(found['regions'])}), "
        f"core-compliance {core.name} ({core.id}), home region {found['home_region']}"
    )


@command.command()
@click.option("--core", default="", help="Id of the security account; with --merge, the file's.")
@click.option(
    "--role", default="OrganizationAccountAccessRole", show_default=True, help="Name or ARN with {Id}."
)
@click.option("--name", default="{name}", show_default=True, help="Also {account_id} and {email}.")
@click.option("-r", "--regions", multiple=True, help="Of each account; repeat [default: us-east-1].")
@click.option(
    "--ou", "units", multiple=True, help="Only below this organizational unit; repeat [default: /]."
)
@click.option("-i", "--ignore", multiple=True, help="Id of an account to leave out; repeat.")
@click.option("--tag-owner", default="owner", show_default=True, help="Tag with the owner's name.")
@click.option("--tag-email", default="owner-email", show_default=True, help="Tag with the owner's address.")
@click.option("--tag-list", default="owner-list", show_default=True, help="Tag with a distribution list.")
@click.option("--profile", help="AWS profile to read the organisation with.")
@click.option("--merge", type=PATH, help="Keep this file as it is, and put in what it does not have.")
@click.option("-f", "--out", type=PATH, help="File to write [default: print it].")
def generate(
    units: tuple[str, ...], ignore: tuple[str, ...], merge: Path | None, out: Path | None, **given: Any
) -> None:
    """Write an account file from AWS Organizations: accounts, units and tags, and who answers for each.

    An owner is taken from the account's tags, else from its alternate contact for security or operations.
    What is not active is left out. With --merge no line of the file is changed or removed: new accounts are
    added to its end, and what is gone or renamed is named.

    \b
    Examples:
      c7n-reflex accounts generate --core 111122223333 -r us-east-1 -r eu-west-1 --out accounts.yml
      c7n-reflex accounts generate --merge accounts.yml --out accounts.yml
      c7n-reflex accounts generate --core 111122223333 --ou /Workloads --tag-owner team --tag-email contact

    Exit codes: 0 fine, 2 bad input, 3 the organisation could not be read.
    """
    from c7n_reflex import accounts
    from c7n_reflex.accountfile import generating, merging, organization

    wishes, directory = _wishes(given), accounts.load(merge) if merge else None
    _check_out(out, merge)
    client, contacts = _clients(given["profile"])
    members, remarks = organization.described(client, contacts, units or ("/",))
    if directory:
        merged = merging.merge(directory, members, organization.members(client), wishes, ignore)
        text, remarks = merged.text, [*remarks, *_changes(merged)]
    else:
        text = generating.whole(members, wishes, ignore)
    for remark in remarks:
        click.echo(remark, err=True)
    _write(text, out)


def _wishes(given: dict[str, Any]) -> Wishes:
    from c7n_reflex.accountfile.generating import Wishes
    from c7n_reflex.cli import checks

    tags = {"owner_tag": given["tag_owner"], "email_tag": given["tag_email"], "list_tag": given["tag_list"]}
    regions = tuple(checks.split(given["regions"])) or Wishes.regions
    return Wishes(role=given["role"], name=given["name"], regions=regions, core=given["core"], **tags)


def _check_out(out: Path | None, merge: Path | None) -> None:
    from c7n_reflex.errors import InputError, Place

    if out and not out.parent.is_dir():
        raise InputError("no such folder", place=Place(out.parent))
    if out and out.exists() and not (merge and merge.exists() and out.samefile(merge)):
        remedy = f"keep what is in it with --merge {out}, or name another file"
        raise InputError("is there already", remedy=remedy, place=Place(out))


def _clients(profile: str | None) -> tuple[Any, Any]:
    """Of AWS Organizations and of Account Management, with the caller's own credentials."""
    import boto3
    from botocore.exceptions import BotoCoreError

    from c7n_reflex.errors import InputError

    try:
        session = boto3.Session(profile_name=profile)
        region = session.region_name or "us-east-1"
        return session.client("organizations", region), session.client("account", region)
    except BotoCoreError as error:
        raise InputError(str(error), remedy="check --profile and your AWS configuration") from None


def _changes(merged: Merged) -> list[str]:
    new = [f"new: {each.id} {each.name}" for each in merged.new]
    gone = [
        f"gone: {each.id} {each.name} ({state or 'not in the organisation'})" for each, state in merged.gone
    ]
    renamed = [f"renamed: {each.id} {each.name} is {name!r} now" for each, name in merged.renamed]
    return [*new, *gone, *renamed]


def _write(text: str, out: Path | None) -> None:
    """Only a file that can be loaded takes the place of another."""
    import tempfile

    from c7n_reflex import accounts
    from c7n_reflex.errors import InputError

    folder = out.parent if out else None
    with tempfile.NamedTemporaryFile("w", suffix=".yml", dir=folder, delete=False, encoding="utf-8") as file:
        file.write(text)
    written = Path(file.name)
    try:
        for problem in accounts.problems(written):
            key = problem.place.key if problem.place else ""
            raise InputError(f"nothing is written, as {key} {problem.message}", remedy=problem.remedy)
        if out is None:
            click.echo(text, nl=False)
            return
        written.chmod(out.stat().st_mode if out.exists() else 0o644)
        written.replace(out)
    finally:
        written.unlink(missing_ok=True)


@command.command()
@accounts_option
@_OUTPUT
def coverage(accounts_file: Path, output: str) -> None:
    """Show which accounts of the organisation are covered, and what is missing where; reads only.

    An account is covered if it is in the file and active, its stacks are there in each region, and its owner
    is known and has confirmed the subscription.

    \b
    Examples:
      c7n-reflex accounts coverage
      c7n-reflex accounts coverage --output json

    Exit codes: 0 all are covered, 1 some are not, 2 bad input, 3 an account could not be read.
    """
    from c7n_reflex import accounts
    from c7n_reflex.accountfile import coverage as surveys
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy.sessions import Sessions

    directory = accounts.load(accounts_file)
    with shown("accounts", len(directory.accounts)) as advance:
        found = surveys.survey(directory, Sessions().client, advance)
    if output == "json":
        click.echo(json.dumps([each.as_json() for each in found], indent=2))
    else:
        _show(found)
    states = {each.state for each in found}
    if states != {"covered"}:
        raise click.exceptions.Exit(3 if "denied" in states else 1)


def _show(found: Sequence[Coverage]) -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "account", "state", "account stack", "regions (functions)", "owner", "subscription", box=None
    )
    for each in found:
        table.add_row(
            Text(f"{each.account} ({each.account_id})"),
            Text(each.state, style=_STYLES[each.state]),
            "yes" if each.stack else "-",
            Text(", ".join(f"{one.region} ({one.functions})" for one in each.regions if one.stack) or "-"),
            Text(each.owner or "-"),
            each.subscription or "-",
        )
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    for each in found:
        for reason in each.reasons:
            console.print(f"{each.account} ({each.account_id}): {reason}", markup=False)
    counts = Counter(each.state for each in found)
    click.echo(", ".join(f"{counts[state]} {state}" for state in _STYLES if counts[state]))
