"""`c7n-reflex library`: what the policies cover, and what is written from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.options import PATH

if TYPE_CHECKING:
    from c7n_reflex.authoring.fleet import FleetPolicy

_POLICIES = click.option(
    "-p", "--policies", multiple=True, type=PATH, help="Policy files, folders.  [default: policies]"
)


@click.group()
def command() -> None:
    """Show what the policies react to, and write what is derived from them.

    \b
    Examples:
      c7n-reflex library check
      c7n-reflex library routes events.ndjson
    """


@command.command()
def write() -> None:
    """Write the sweeps and the generated parts of docs/ from the policies.

    \b
    Example:
      c7n-reflex library write

    Exit codes: 0 written, 2 bad input.
    """
    from c7n_reflex.library import documents, sweeps

    changed = [*sweeps.write(Path("policies")), *documents.write()]
    for file in changed:
        click.echo(f"wrote {file}")
    if not changed:
        click.echo("everything is current")


@command.command()
def check() -> None:
    """Say whether the sweeps and the generated parts of docs/ are current.

    \b
    Example:
      c7n-reflex library check

    Exit codes: 0 they are, 1 they are not, 2 bad input.
    """
    from c7n_reflex.library import documents, sweeps

    found = [*sweeps.problems(Path("policies")), *documents.problems()]
    for problem in found:
        click.echo(problem)
    if found:
        click.echo("run `c7n-reflex library write`")
        raise click.exceptions.Exit(1)
    click.echo("everything is current")


@command.command()
@click.argument("file", type=PATH)
@_POLICIES
@click.option("-v", "--verbose", is_flag=True, help="Also events that reach no policy.")
@click.option("--output", type=click.Choice(("text", "json")), default="text", show_default=True)
def routes(file: Path, policies: tuple[Path, ...], verbose: bool, output: str) -> None:
    """Show which policies each event of FILE reaches, and which resource they would say that it names.

    FILE has events in any form that AWS gives them in; or JSON lines with `event` and what a reader judged of
    it: `label` (violating, compliant, failed-call, finding-closed, finding-suppressed ...), `remediate` and
    `subject`. Then each row is held against that. AWS is not asked: "if so still" means that the policy acts
    if the resource is still as the event left it.

    \b
    Examples:
      c7n-reflex library routes events.ndjson
      c7n-reflex library routes cloudtrail.json.gz --output json

    Exit codes: 0 fine, 1 a row is wrong by its label, 2 bad input.
    """
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.library import routes as routing

    events = routing.read(file)
    fleet = _fleet(policies)
    rows = []
    with shown("routing", len(events)) as advance:
        for row in routing.routed(events, fleet):
            rows.append(row)
            advance(row)
    if output == "json":
        click.echo(json.dumps([each.as_dict() for each in rows], indent=2))
    else:
        click.echo("\n".join([*routing.lines(rows, verbose=verbose), routing.total(rows)]))
    if any(each.fault for each in rows):
        raise click.exceptions.Exit(1)


def _fleet(policies: tuple[Path, ...]) -> list[FleetPolicy]:
    from c7n_reflex.authoring import fleet

    return fleet.load(policies or [Path("policies")])
