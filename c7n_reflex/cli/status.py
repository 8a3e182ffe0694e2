"""`c7n-reflex status`: what runs where, and what is stopped or fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import deployed

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.deploy.status import Status


@click.command("status")
@deployed.options()
@click.option(
    "--hours",
    type=click.IntRange(1, 168),
    default=24,
    show_default=True,
    help="Count events and errors of so many hours.",
)
@click.option("--problems", is_flag=True, help="Show only what is not fine.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(hours: int, problems: bool, output: str, **chosen: Any) -> None:
    """Show which version of each policy runs where, since when, its last event and its errors; reads only.

    Policies are known by our tags, orphans too. The last event is to the hour, and - where nothing is known.

    \b
    Examples:
      c7n-reflex status
      c7n-reflex status --problems --hours 1
      c7n-reflex status -p internet-gateway-attached --output json

    Exit codes: 0 all is fine, 1 something is disabled, stopped, rolled back or fails, or failed events wait,
    2 bad input, 3 something could not be read.
    """
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import status as statuses

    directory, places, policies = deployed.places(**chosen)
    with shown("reading", len(places)) as advance:
        status = statuses.read(places, policies, hours, advance)
    deployed.check_policies(policies, status.policies, status.failures)
    _show(status, directory, output, problems=problems)
    if status.failures:
        raise click.exceptions.Exit(3)
    if not status.fine:
        raise click.exceptions.Exit(1)


def _show(status: Status, directory: Directory, output: str, *, problems: bool) -> None:
    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.deploy import showing_status

    if output == "json":
        click.echo(json.dumps(showing_status.as_json(status), indent=2))
        return
    echo_lines(showing_status.lines(status, directory, problems=problems))
    echo_lines(deployed.failure_lines(status.failures, directory))
    click.echo(showing_status.summary(status))
