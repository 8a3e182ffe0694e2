"""`c7n-reflex plan`: what a deployment would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import selection
from c7n_reflex.cli.options import PATH

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.cli.selection import Selection
    from c7n_reflex.deploy.organising import Plan


@click.command("plan")
@selection.options
@click.option("--out", type=PATH, help="Save the plan, for `c7n-reflex deploy FILE`.")
@click.option("--all", "everything", is_flag=True, help="Show what is unchanged, too.")
@click.option(
    "--events",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    help="Events a month for a function, for the estimate of cost.",
)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(out: Path | None, everything: bool, events: int, output: str, **chosen: Any) -> None:
    """Compare what is deployed with the policies; reads only.

    Shown is what would be created (+) and updated (~), what somebody has changed by hand (!), what no policy
    asks for any more (-, see `c7n-reflex prune`), and what an operator has disabled, which stays so.

    \b
    Examples:
      c7n-reflex plan
      c7n-reflex plan -u policies/cloudtrail -a payments-prod -r eu-west-1
      c7n-reflex plan --out friday.plan && c7n-reflex deploy friday.plan

    Exit codes: 0 all is as it should be, 1 there are changes, 2 bad input, 3 an account could not be read.
    """
    with selection.selected(**chosen) as selected:
        plan = made(selected)
        if out:
            from c7n_reflex.deploy import planfile

            planfile.save(out, plan, {key: _plain(value) for key, value in chosen.items()})
        _show(plan, selected.directory, output, everything, events)
    if plan.failures:
        raise click.exceptions.Exit(3)
    if plan.changes:
        raise click.exceptions.Exit(1)


def made(selected: Selection) -> Plan:
    """The plan of what was selected, with progress on the terminal."""
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import organising

    places = selected.places()
    with shown("reading", len(places)) as advance:
        return organising.plan(places, everything=selected.all_policies, done=advance)


def _plain(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, tuple) else str(value)


def _show(plan: Plan, directory: Directory, output: str, everything: bool, events: int) -> None:
    import json

    from c7n_reflex.deploy import cost, showing

    if output == "json":
        click.echo(
            json.dumps({**showing.plan_json(plan), "cost": cost.of_plan(plan, events).as_json()}, indent=2)
        )
        return
    echo_lines(showing.plan_lines(plan, directory, unchanged=everything))
    for line in showing.permission_lines(plan):
        click.echo(line)
    click.echo(showing.summary(plan))
    click.echo(cost.of_plan(plan, events).as_text())


def echo_lines(lines: Any) -> None:
    """Print (text, style) lines in colour where the terminal has it."""
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    for text, style in lines:
        console.print(text, style=style or None, markup=False)
