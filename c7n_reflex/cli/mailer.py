"""`c7n-reflex mailer`: deploy the function that tells account owners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from c7n_reflex.cli.options import PATH, accounts_option


@click.group()
def command() -> None:
    """Deploy the mailer, which takes notices from the queue and tells each account's owner.

    \b
    Example:
      c7n-reflex mailer deploy
    """


@command.command()
@accounts_option
@click.option(
    "--mailer-config",
    type=PATH,
    default=Path("mailer/config.yml"),
    show_default=True,
    help="c7n-mailer's configuration; templates/ and the code are beside it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def deploy(accounts_file: Path, mailer_config: Path, as_json: bool) -> None:
    """Pack and create or update the mailer's function in core-compliance, and connect it to the queue.

    \b
    Example, after a change to accounts.yml or a template:
      c7n-reflex mailer deploy

    Exit codes: 0 it is as it should be, 2 bad input, 3 failed.
    """
    from c7n_reflex import accounts
    from c7n_reflex.deploy import mailer
    from c7n_reflex.deploy.sessions import Sessions

    directory = accounts.load(accounts_file)
    config = mailer.load_config(mailer_config, directory)
    outcome = mailer.apply(Sessions(), directory, config, mailer_config.parent)
    if as_json:
        click.echo(json.dumps(outcome, indent=2))
    else:
        _show(outcome)


def _show(outcome: dict[str, Any]) -> None:
    click.echo(
        f"function {outcome['function']} in {outcome['account']}, {outcome['region']}: {outcome['result']}"
    )
    click.echo(f"queue {outcome['queue']}: {outcome['queue_result']}")
    click.echo(f"archive: {outcome['archive_bytes'] / 1024:.0f} KB")
