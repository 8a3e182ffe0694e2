"""`c7n-reflex organisation`: run the embedded AWS organisation."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import threading
from pathlib import Path

import click

from c7n_reflex.cli.options import accounts_option


@click.group()
def command() -> None:
    """Run the embedded AWS organisation: a local AWS endpoint with the accounts of accounts.yml.

    \b
    Example:
      c7n-reflex organisation up --port 4566
    """


@command.command()
@accounts_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Loopback port; by default a free one."
)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--with-parent", is_flag=True, help="Stop when standard input is closed.")
def up(accounts_file: Path, port: int, output: str, with_parent: bool) -> None:
    """Start it, print the environment variables to set, and serve until interrupted.

    \b
    Example, in a second terminal, with the printed lines pasted:
      aws ec2 describe-vpcs
      c7n-reflex custodian run -s out policies/sweeps/internet_gateway.yml
    """
    from c7n_reflex import accounts
    from c7n_reflex.organisation import environment, server

    directory = accounts.load(accounts_file)
    listener = server.reserve(port)
    from c7n_reflex.organisation import parts  # moto, the slow import, after what may fail at once

    stop = _stop_event(with_parent)
    endpoint = server.endpoint(listener)
    organisation = parts.build(directory, endpoint=endpoint)
    with server.serve(organisation, listener):
        core = directory.core
        shown = environment.variables(endpoint, core.id, core.regions[0])
        if output == "json":
            click.echo(json.dumps({"endpoint": endpoint, "environment": shown, "pid": os.getpid()}))
        else:
            for name, value in shown.items():
                click.echo(f"export {name}={shlex.quote(value)}")
            click.echo(f"# {len(directory.accounts)} accounts at {endpoint}; Ctrl-C stops it", err=True)
        sys.stdout.flush()
        stop.wait()


def _stop_event(with_parent: bool) -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if with_parent:

        def watch() -> None:
            # Not sys.stdin: its lock, held here while the interpreter ends, would abort it.
            while os.read(sys.stdin.fileno(), 4096):
                pass
            stop.set()

        threading.Thread(target=watch, daemon=True).start()
    return stop
