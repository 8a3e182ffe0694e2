"""`c7n-reflex destroy`: remove every function that was deployed."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import click

from c7n_reflex.cli import deployed, removing

_LEFT = (
    "The mailer and the infrastructure are left: see c7n-reflex infrastructure destroy, and docs/deploy.md."
)


@click.command("destroy")
@deployed.options()
@click.option("--keep-logs", is_flag=True, help="Keep the functions' log groups.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(keep_logs: bool, yes: bool, output: str, **chosen: Any) -> None:
    """Remove the functions of all policies, or of those that are named, with everything that belongs to them.

    Removed is what our tags mark in the chosen accounts and regions, whether its policy still exists or not.

    \b
    Examples:
      c7n-reflex destroy -p internet-gateway-attached
      c7n-reflex destroy -t development --keep-logs
      c7n-reflex destroy --yes --output json

    Exit codes: 0 done, 1 you said no, 2 bad input (nothing was changed), 3 something failed.
    """
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import organising

    directory, places, policies = deployed.places(**chosen)
    with shown("reading", len(places)) as advance:
        everything = organising.plan(places, done=advance)
    deployed.check_policies(policies, {each.policy for each in everything.entries}, everything.failures)
    entries = tuple(
        entry
        for entry in everything.entries
        if not policies or any(fnmatch(entry.policy, each) for each in policies)
    )
    plan = organising.Plan(entries, everything.failures)
    removing.remove(plan, directory, yes=yes, keep_logs=keep_logs, output=output)
    if output == "text":
        click.echo(_LEFT)
