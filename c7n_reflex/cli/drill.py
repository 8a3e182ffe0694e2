"""`c7n-reflex drill`: attack an embedded organisation and watch it heal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli.options import PATH, accounts_option

if TYPE_CHECKING:
    from rich.console import Console

    from c7n_reflex.drill.attack import Reaction
    from c7n_reflex.drill.outcome import Drill
    from c7n_reflex.drill.runner import Run
    from c7n_reflex.organisation.client import OrganisationClient


@click.command()
@accounts_option
@click.option(
    "--policies", type=PATH, default=Path("policies"), show_default=True, help="Folder of policies."
)
@click.option(
    "--scenarios", type=PATH, default=Path("scenarios"), show_default=True, help="Folder of scenarios."
)
@click.option("--scenario", "names", multiple=True, metavar="NAME", help="Only this scenario; repeatable.")
@click.option(
    "--accounts", type=int, metavar="N", help="Only the first N solution accounts; scenarios move into them."
)
@click.option("--keep", is_flag=True, help="Leave the organisation running, and say how to use and stop it.")
@click.option("--notices", "full", is_flag=True, help="Print every notice as its reader got it.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--report", type=PATH, metavar="FILE", help="Write the outcome as one HTML page.")
@click.option(
    "--attack",
    type=PATH,
    metavar="FILE",
    help="Instead of scenarios, replay the CloudTrail records of a file and show who reacts.",
)
@click.option("--into", metavar="ACCOUNT", help="With --attack: the account that all records go to.")
def command(
    accounts_file: Path,
    policies: Path,
    scenarios: Path,
    names: tuple[str, ...],
    accounts: int | None,
    keep: bool,
    full: bool,
    as_json: bool,
    report: Path | None,
    attack: Path | None,
    into: str | None,
) -> None:
    """Attack an embedded organisation, and see it heal and its owners told.

    Exit code 1 if any expectation fails.

    \b
    Examples:
      c7n-reflex drill
      c7n-reflex drill --scenario internet-gateway-attached --accounts 2
      c7n-reflex drill --scenario security-group-open-to-world --notices
      c7n-reflex drill --report drill.html
      c7n-reflex drill --attack cloudtrail.json.gz --into payments-dev
    """
    _check_combination(attack, into, bool(names or report or full))
    from c7n_reflex.drill import page, runner

    options = runner.Options(accounts_file, policies, scenarios, names, accounts, keep, replay=bool(attack))
    run = runner.prepare(options)
    if attack:
        _replay(run, attack, into, as_json)
        return
    if report:
        page.check_writable(report)
    drill = _play(run, as_json, full)
    if report:
        page.write(drill, report)
        click.echo(f"Report: {report}", err=True)
    if not drill.passed:
        sys.exit(1)


def _check_combination(attack: Path | None, into: str | None, of_scenarios: bool) -> None:
    if into and not attack:
        raise click.UsageError("--into says where the records of --attack go; name a file with --attack.")
    if attack and of_scenarios:
        raise click.UsageError(
            "--attack replays a file instead of scenarios: leave --scenario, --notices and --report out."
        )


def _play(run: Run, as_json: bool, full: bool) -> Drill:
    from c7n_reflex.drill import progress

    performances = run.performances()
    with progress.shown(_console(stderr=True)) as shown, run.organisation(shown) as organisation:
        drill = run.play(performances, organisation, shown)
        kept = organisation
    if as_json:
        click.echo(json.dumps(drill.as_json() | _kept_json(run, kept), indent=2))
    else:
        _show(drill, run, kept, full)
    return drill


def _show(drill: Drill, run: Run, organisation: OrganisationClient, full: bool) -> None:
    from c7n_reflex.drill import advice, table

    console = _console()
    table.show(drill, console, full=full)
    if run.options.keep:
        click.echo(advice.kept(organisation))
    click.echo("\n" + advice.what_next(drill))


def _kept_json(run: Run, organisation: OrganisationClient) -> dict[str, Any]:
    from c7n_reflex.drill import advice

    if not run.options.keep:
        return {}
    return {"kept": {"environment": advice.environment_of(organisation), "pid": organisation.pid}}


def _replay(run: Run, file: Path, into: str | None, as_json: bool) -> None:
    from c7n_reflex.drill import advice, attack, progress, table

    replays = run.replays(file, into)
    with progress.shown(_console(stderr=True)) as shown, run.organisation(shown) as organisation:
        done = shown(f"replaying {len(replays)} events", 1)
        reactions: list[Reaction] = attack.launch(replays, organisation)
        done()
    if as_json:
        data = {"reactions": [reaction.as_json() for reaction in reactions]}
        click.echo(json.dumps(data | _kept_json(run, organisation), indent=2))
        return
    table.show_reactions(reactions, _console())
    if run.options.keep:
        click.echo(advice.kept(organisation))


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    from c7n_reflex.drill.table import LEAST_WIDTH

    console = Console(stderr=stderr)
    if not (sys.stderr if stderr else sys.stdout).isatty():
        console.width = max(console.width, LEAST_WIDTH)
    return console
