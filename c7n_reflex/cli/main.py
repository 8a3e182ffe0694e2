"""`c7n-reflex`: finds the command's module, runs it, and turns errors into messages and exit codes.

Exit codes: 0 fine, 1 found something, 2 bad input, 3 failed.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from c7n_reflex.errors import ReflexError

# command -> one line of help; the module is c7n_reflex.cli.<command with underscores>
COMMANDS = {
    "accounts": "Check the account file, write it, show who is covered.",
    "approve": "Let a change happen that waits for approval.",
    "custodian": "Cloud Custodian's own command line, with our actions and modes.",
    "deploy": "Deploy policies to the accounts and regions where they belong.",
    "destroy": "Remove every function that was deployed, with all that belongs to it.",
    "drill": "Attack an embedded organisation and watch it heal.",
    "exemptions": "Show what policies leave alone, and until when.",
    "explain": "Show what a policy would do about an event, and why.",
    "history": "Show what was done, why, and what came of it.",
    "infrastructure": "Create what the engine needs in every account.",
    "library": "Show what the policies cover, and write what is derived from them.",
    "lint": "Find mistakes in policies that a schema cannot see.",
    "mailer": "Deploy the mailer that tells account owners.",
    "new": "Begin a policy, an action or a case.",
    "notice": "Show what owners would read.",
    "notices": "Show which notices wait or are parked, and send them again.",
    "org": "c7n-org's own command line, with our actions and modes.",
    "organisation": "Run the embedded AWS organisation.",
    "permissions": "Write the permissions that the policies need, and no more.",
    "plan": "Show what a deployment would change.",
    "prune": "Remove what is deployed and no policy asks for any more.",
    "rollback": "Let functions run the version before.",
    "sample-event": "Print a realistic event.",
    "schema": "Write the schemas that editors complete policies by.",
    "status": "Show what runs where, and what is stopped or fails.",
    "switch": "Stop every policy in the organisation, or let them act again.",
    "test": "Hold policies against cases, offline.",
    "undo": "Take a remediation back.",
}


class _LazyGroup(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"c7n_reflex.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            if near and "No such command" in error.message and "Did you mean" not in error.message:
                raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # From the table and not from the modules, so that --help imports none of them.
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="c7n-reflex")
def cli() -> None:
    """Undo AWS misconfigurations in seconds, across accounts.

    \b
    Example: see it work, without an AWS account:
      c7n-reflex drill
    """


def main() -> None:
    """Console entry point."""
    try:
        # Without standalone mode click returns the code of a command that exits (click.Context.exit).
        code = cli.main(prog_name="c7n-reflex", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Aborted.", err=True)
        sys.exit(3)
    except ReflexError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(3)
