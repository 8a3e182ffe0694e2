"""The drill from its options to its outcome."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from c7n_reflex import accounts
from c7n_reflex.drill import attack, extras, loader, play, venue
from c7n_reflex.drill.cast import Performance, cast, participants
from c7n_reflex.drill.outcome import Drill
from c7n_reflex.drill.play import Progress, silent
from c7n_reflex.drill.stage import POLICIES, Stage
from c7n_reflex.errors import InputError, Place, ReflexError
from c7n_reflex.organisation.client import OrganisationClient


@dataclass(frozen=True)
class Options:
    """What the user asked for. Raises InputError from `plan` for what does not exist."""

    accounts_file: Path = accounts.DEFAULT_FILE
    policies: Path = POLICIES
    scenarios: Path = loader.DEFAULT_FOLDER
    names: tuple[str, ...] = ()
    accounts: int | None = None
    keep: bool = False
    replay: bool = False  # records instead of scenarios: nothing of the scenarios' folder is deployed


@dataclass
class Run:
    """A drill that has been checked and can be started."""

    options: Options
    directory: accounts.Directory
    taking_part: tuple[accounts.Account, ...]
    extras: extras.Extras | None = None
    phases: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def organisation(self, progress: Progress = silent) -> Iterator[OrganisationClient]:
        """The organisation with everything deployed."""
        with ExitStack() as stack:
            folder = self._folder(stack)
            done = progress("starting the organisation", 1)
            with self._timed("start"):
                opened = venue.opened(self.directory, folder, self.options.keep)
                organisation = stack.enter_context(opened)
            done()
            with self._timed("deployment"):
                stage = Stage(self.directory, self.taking_part, self.options.policies, folder, self.extras)
                stage.deploy(organisation, progress)
            yield organisation

    def play(
        self,
        performances: tuple[Performance, ...],
        organisation: OrganisationClient,
        progress: Progress = silent,
    ) -> Drill:
        """The scenarios' outcome."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            with self._timed("scenarios"):
                drill = play.play(performances, organisation, progress)
        except (BotoCoreError, ClientError, OSError) as error:
            raise ReflexError(f"the drill broke off: {error}") from error
        drill.phases = self.phases
        return drill

    def performances(self) -> tuple[Performance, ...]:
        """The scenarios that were asked for, mapped onto the accounts that take part."""
        scenarios = loader.select(loader.load(self.options.scenarios), self.options.names)
        return cast(scenarios, self.directory, self.taking_part)

    def replays(self, file: Path, into: str | None) -> list[attack.Replay]:
        """The events of --attack with the accounts that they go to."""
        account = self.directory[into] if into else None
        if account and account not in self.taking_part:
            raise InputError(
                f"{account.name} does not take part", remedy="name a solution account with --into"
            )
        return attack.read(file, self.taking_part, account)

    def _folder(self, stack: ExitStack) -> Path:
        """For logs and c7n-org's output; it stays if the organisation does."""
        if self.options.keep:
            return Path(tempfile.mkdtemp(prefix="c7n-reflex-drill-"))
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="c7n-reflex-drill-")))

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.phases.append((phase, time.monotonic() - start))


def prepare(options: Options) -> Run:
    """Everything that can be wrong with the input is found here, before anything is started."""
    directory = accounts.load(options.accounts_file)
    if not options.policies.is_dir():
        raise InputError("no such folder", remedy="name one with --policies", place=Place(options.policies))
    taking_part = participants(directory, options.accounts)
    added = None if options.replay else extras.read(options.scenarios, options.policies, directory)
    return Run(options, directory, taking_part, added)
