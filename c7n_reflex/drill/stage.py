"""Sets the organisation up as a user would: infrastructure, mailer and policies, by our own commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from c7n_reflex.accounts import Account, Directory
from c7n_reflex.drill import pool
from c7n_reflex.drill.extras import Extras
from c7n_reflex.drill.play import Progress, silent
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.organisation.client import OrganisationClient
from c7n_reflex.safeguards import exemptions
from c7n_reflex.safeguards.prepared import EXEMPTIONS_VARIABLE
from c7n_reflex.safeguards.switch import SECONDS_VARIABLE

POLICIES = Path("policies")
DEPLOYED = ("cloudtrail", "securityhub")  # the folders of policies that react to events


@dataclass(frozen=True)
class Command:
    """One of our commands, without `c7n-reflex`."""

    what: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """What is deployed where. Logs go to `folder`."""

    directory: Directory
    accounts: tuple[Account, ...]  # the solution accounts that take part
    policies: Path
    folder: Path
    extras: Extras | None = (
        None  # None: the organisation's own exemptions hold, and the switch as in production
    )

    def deploy(self, organisation: OrganisationClient, progress: Progress = silent) -> None:
        """Raises the error of a command that fails (InputError, if it was refused), with its output's end."""
        if self.extras is not None:
            text = exemptions.dumps(self.extras.exemptions)
            (self.folder / exemptions.PACKED).write_text(text, encoding="utf-8")
        self._run([self.infrastructure()], organisation, progress)
        # Both need the roles and queues, neither needs the other.
        self._run([self.mailer(), self.functions()], organisation, progress)
        organisation.wait_idle(60)

    def infrastructure(self) -> Command:
        """Roles, queues, topics, buses."""
        arguments = ["infrastructure", "apply", "-c", str(self.directory.file)]
        arguments += ["--policies", str(self.policies), *self._selected()]
        return Command("creating the infrastructure", tuple(arguments))

    def mailer(self) -> Command:
        """The function that tells owners."""
        return Command("deploying the mailer", ("mailer", "deploy", "-c", str(self.directory.file)))

    def functions(self) -> Command:
        """The policies' functions, with their rules."""
        arguments = ["deploy", "-c", str(self.directory.file)]
        for policies in (*deployed_folders(self.policies), *(self.extras.policies if self.extras else ())):
            arguments += ["-u", str(policies)]
        arguments += self._selected()
        for region in self.directory.core.regions:
            arguments += ["--region", region]
        return Command("deploying the policies", tuple(arguments))

    def environment(self) -> dict[str, str]:
        """What our commands are told: the drill's exemptions, and not to remember the switch."""
        if self.extras is None:
            return {}
        file = self.folder / exemptions.PACKED
        return {EXEMPTIONS_VARIABLE: str(file), SECONDS_VARIABLE: "0"}

    def _selected(self) -> list[str]:
        taking_part = (self.directory.core, *self.accounts)
        return [argument for account in taking_part for argument in ("-a", account.name)]

    def _run(self, commands: Sequence[Command], organisation: OrganisationClient, progress: Progress) -> None:
        done = progress(" and ".join(command.what for command in commands), len(commands))
        pool.each(lambda command: self._one(command, organisation), commands, done)

    def _one(self, command: Command, organisation: OrganisationClient) -> None:
        result = subprocess.run(
            [sys.executable, "-m", "c7n_reflex", *command.arguments],
            env={**organisation.root_environment(), **self.environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        log = self.folder / f"{command.arguments[0]}.log"
        log.write_text(result.stdout, encoding="utf-8")
        if result.returncode:
            end = "\n".join(result.stdout.splitlines()[-20:])
            shown = " ".join(("c7n-reflex", *command.arguments))
            fault = InputError if result.returncode == InputError.exit_code else ReflexError
            raise fault(f"{command.what} failed (exit code {result.returncode}): {shown}\n{end}")


def deployed_folders(policies: Path) -> list[Path]:
    """The folders below `policies` whose policies are deployed as functions; or itself, if it has none."""
    folders = [policies / name for name in DEPLOYED if (policies / name).is_dir()]
    return folders or [policies]
