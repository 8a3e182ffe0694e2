"""`c7n-reflex infrastructure`: what the engine needs in every account: shown, made, exported, taken away."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import delegate
from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from c7n_reflex.deploy.infrastructure import Outcome, Planned
    from c7n_reflex.deploy.sessions import Sessions
    from c7n_reflex.deploy.stack_changes import Change

_COLOURS = {
    "created": "green",
    "updated": "cyan",
    "mended": "yellow",
    "deleted": "yellow",
    "unchanged": "dim",
    "failed": "bold red",
    "skipped": "yellow",
}
_PLANNED = {
    "create": "green",
    "update": "cyan",
    "drifted": "yellow",
    "unchanged": "dim",
    "failed": "bold red",
}


@click.group()
def command() -> None:
    """The queues, roles, topics and rules that the engine needs, by CloudFormation.

    \b
    Examples:
      c7n-reflex infrastructure plan
      c7n-reflex infrastructure apply
      c7n-reflex infrastructure export --out build/templates
    """


command.add_command(delegate.command)

_templates = click.option(
    "--templates",
    type=PATH,
    default=Path("infrastructure"),
    show_default=True,
    help="Folder of the CloudFormation templates.",
)
_policies = click.option(
    "--policies",
    type=PATH,
    default=Path("policies"),
    show_default=True,
    help="Folder of the policies; says which events to forward.",
)


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """The options of plan, apply and destroy."""
    for option in reversed(
        (
            accounts_option,
            click.option(
                "-a",
                "--accounts",
                "selected",
                multiple=True,
                help="Only this account, by name or id; repeat.",
            ),
            _templates,
            _policies,
            click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True),
            click.option("--json", "output", flag_value="json", help="The same as --output json."),
        )
    ):
        function = option(function)
    return function


def _planned(
    accounts_file: Path, selected: tuple[str, ...], templates: Path, policies: Path
) -> tuple[Sessions, list[list[Planned]]]:
    """Everything that can be wrong in the input is found here, before anything is called."""
    from c7n_reflex import accounts
    from c7n_reflex.deploy import forwarding, infrastructure
    from c7n_reflex.deploy.sessions import Sessions

    directory = accounts.load(accounts_file)
    chosen = tuple(dict.fromkeys(directory[key] for key in selected)) or directory.accounts
    texts = infrastructure.read_templates(templates)
    texts = infrastructure.complete(texts, forwarding.of_policies(policies))
    sessions = Sessions()
    with_core = any(account.is_core for account in chosen)
    organization = infrastructure.organization_id(sessions, directory) if with_core else ""
    return sessions, infrastructure.plan(directory, chosen, texts, organization)


def _detecting(function: Callable[..., None]) -> Callable[..., None]:
    """The options of plan and apply that ask for detection."""
    function = click.option(
        "--config-bucket", default="", metavar="NAME", help="Bucket that AWS Config is to write to."
    )(function)
    return click.option(
        "--detection",
        is_flag=False,
        flag_value="all",
        metavar="[PARTS]",
        help="Also GuardDuty and the like, where there is none; all, or a list: guardduty,macie=off.",
    )(function)


@command.command("plan")
@_common
@_detecting
def plan_(output: str, detection: str | None, config_bucket: str, **given: Any) -> None:
    """Show what apply would change, and what was deleted or changed by hand; reads only.

    \b
    Examples:
      c7n-reflex infrastructure plan
      c7n-reflex infrastructure plan -a payments-prod --output json
      c7n-reflex infrastructure plan --detection guardduty,securityhub,analyzer

    Exit codes: 0 all is as it should be, 1 something would change, 2 bad input, 3 a stack could not be read.
    """
    from c7n_reflex.deploy import infrastructure
    from c7n_reflex.deploy.detection import applying

    requested = _requested(detection, config_bucket, **given)
    sessions, planned = _planned(**given)
    with _progress(planned) as advance:
        found = infrastructure.changes(sessions, planned, advance)
    if requested:
        found += applying.changes(*requested(sessions, planned))
    if output == "json":
        click.echo(json.dumps([{**_where(item), **change.as_json()} for item, change in found], indent=2))
    else:
        _show_changes(found)
    kinds = {change.kind for _, change in found}
    raise click.exceptions.Exit(3 if "failed" in kinds else 1 if kinds - {"unchanged"} else 0)


@command.command("apply")
@_common
@_detecting
def apply_(output: str, detection: str | None, config_bucket: str, **given: Any) -> None:
    """Create or update the stacks of every account and region; nothing happens where nothing changed.

    What was deleted by hand is created again, policies changed by hand are put back.

    \b
    Examples:
      c7n-reflex infrastructure apply
      c7n-reflex infrastructure apply -a payments-prod -a web-shop-prod --output json
      c7n-reflex infrastructure apply --detection guardduty,securityhub,analyzer

    Exit codes: 0 all is as it should be, 2 bad input, 3 a stack failed.
    """
    from c7n_reflex.deploy import infrastructure
    from c7n_reflex.deploy.detection import applying

    requested = _requested(detection, config_bucket, **given)
    sessions, planned = _planned(**given)
    with _progress(planned) as advance:
        outcomes = infrastructure.apply(sessions, planned, advance)
    if requested:
        outcomes += applying.apply(*requested(sessions, planned))
    _report(outcomes, output)


def _requested(
    parts: str | None, bucket: str, accounts_file: Path, templates: Path, **_: Any
) -> Callable[[Sessions, list[list[Planned]]], tuple[Any, ...]] | None:
    """What makes of sessions and stacks the arguments for detection; None if nothing is asked for.

    Wrong input is found at once.
    """
    if parts is None and not bucket:
        return None
    from c7n_reflex import accounts
    from c7n_reflex.deploy import infrastructure
    from c7n_reflex.deploy.detection import choosing, wishes
    from c7n_reflex.deploy.detection import templates as texts

    wanted, text = wishes.parsed(parts or ""), texts.read(templates)
    wishes.check(wanted, bucket)
    directory = accounts.load(accounts_file)

    def arguments(sessions: Sessions, planned: list[list[Planned]]) -> tuple[Any, ...]:
        chosen = [mine[0].account for mine in planned]
        with_core = any(account.is_core for account in chosen)
        organization = infrastructure.organization_id(sessions, directory) if with_core else ""
        return sessions, directory, chosen, choosing.Request(wanted, text, organization, bucket)

    return arguments


@command.command("destroy")
@_common
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy_(output: str, yes: bool, **given: Any) -> None:
    """Delete the stacks, unless policies are still deployed. The ledger, its bucket and the switch are kept.

    \b
    Examples:
      c7n-reflex infrastructure destroy -a payments-prod
      c7n-reflex infrastructure destroy --yes --output json

    Exit codes: 0 done, 1 not agreed to, 2 bad input or policies are deployed, 3 a stack failed.
    """
    from c7n_reflex.cli.asking import confirm
    from c7n_reflex.deploy import infrastructure_removal as removal
    from c7n_reflex.errors import InputError

    sessions, planned = _planned(**given)
    removal.refuse_if_used(sessions, planned)
    count = sum(map(len, planned))
    if output == "json" and not yes:
        raise InputError("with --output json nobody is asked; nothing was changed", remedy="add --yes")
    confirm(f"Delete {count} stacks in {len(planned)} accounts?", yes=yes)
    with _progress(planned) as advance:
        outcomes = removal.remove(sessions, planned, advance)
    _report(outcomes, output)


@command.command("export")
@_templates
@_policies
@click.option("--out", type=PATH, required=True, help="Folder to write the templates to; made if missing.")
def export_(templates: Path, policies: Path, out: Path) -> None:
    """Write complete templates, forwarding rules included, for StackSets and other tools.

    \b
    Example:
      c7n-reflex infrastructure export --out build/templates

    Exit codes: 0 written, 2 bad input.
    """
    from c7n_reflex.deploy import forwarding, infrastructure
    from c7n_reflex.deploy.exporting import export

    texts = infrastructure.read_templates(templates)
    for file in export(infrastructure.complete(texts, forwarding.of_policies(policies)), out):
        click.echo(file)


def _progress(planned: list[list[Planned]]) -> AbstractContextManager[Callable[[object], None]]:
    from c7n_reflex.cli.progress import shown

    return shown("stacks", sum(len(mine) for mine in planned))


def _report(outcomes: list[Outcome], output: str) -> None:
    """Print them; exit with 3 if one failed."""
    if output == "json":
        click.echo(json.dumps([outcome.as_json() for outcome in outcomes], indent=2))
    else:
        _show(outcomes)
    if any(outcome.result in ("failed", "skipped") for outcome in outcomes):
        raise click.exceptions.Exit(3)


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
        if outcome.reason and outcome.result != "skipped":
            where = f"{outcome.account} {outcome.region} {outcome.stack}"
            console.print(f"{where}: {outcome.reason}", style=_COLOURS[outcome.result], markup=False)
    counts = Counter(outcome.result for outcome in outcomes)
    click.echo(", ".join(f"{counts[result]} {result}" for result in _COLOURS if counts[result]))


def _where(item: Planned) -> dict[str, str]:
    return {
        "account": item.account.name,
        "account_id": item.account.id,
        "region": item.region,
        "stack": item.stack.name,
    }


def _show_changes(found: list[tuple[Planned, Change]]) -> None:
    for item, change in found:
        if change.kind == "unchanged":
            continue
        place = f"{item.account.name} ({item.account.id}) {item.region} {item.stack.name}"
        click.secho(f"{change.kind:9} {place}", bold=True)
        for line in _details(change):
            click.echo(f"            {line}")
    counts = Counter(change.kind for _, change in found)
    click.echo(", ".join(f"{counts[kind]} {kind}" for kind in _PLANNED if counts[kind]))


def _details(change: Change) -> Iterator[str]:
    named = (("+", change.added), ("~", change.changed), ("-", change.removed))
    yield from (f"{sign} {name}" for sign, names in named for name in names)
    yield from (f"! {name} was deleted by hand" for name in change.missing)
    yield from (f"! {name} was changed by hand" for name in change.edited)
    yield from (f"? {name} not compared" for name in change.unread)
    for name, (is_, should) in (change.parameters or {}).items():
        yield f"~ parameter {name}: {is_ or '(empty)'} -> {should or '(empty)'}"
    if change.template and not (change.added or change.changed or change.removed):
        yield "~ conditions, outputs or descriptions of the template"
    if change.reason:
        yield change.reason
