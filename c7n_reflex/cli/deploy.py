"""`c7n-reflex deploy`: functions, and all that belongs to them, as the policies have it."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7n_reflex.cli import selection
from c7n_reflex.cli.options import PATH

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.cli.selection import Selection
    from c7n_reflex.deploy.organising import Outcome, Plan, Stop
    from c7n_reflex.deploy.planning import Entry


DEFAULT_ACCOUNTS = Path("accounts.yml")


@click.command("deploy")
@click.argument("file", type=PATH, required=False)
@selection.options
@click.option(
    "--canary", metavar="TAG", help="First the accounts with this tag, and check them; then the rest."
)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(file: Path | None, canary: str | None, output: str, **chosen: Any) -> None:
    """Create and update what `c7n-reflex plan` shows; what is as it should be is not touched.

    With the FILE of a saved plan exactly that is applied, or nothing if the policies or the accounts have
    changed since. What an operator has disabled stays so. An account that fails does not keep the others; run
    the command again, and it goes on where it was. Orphans are left: see `c7n-reflex prune`.

    \b
    Examples:
      c7n-reflex deploy
      c7n-reflex deploy friday.plan
      c7n-reflex deploy --canary sandbox

    Exit codes: 0 done, 2 bad input (nothing was changed), 3 something failed or was interrupted.
    """
    content = _saved(file, chosen) if file else None
    with selection.selected(**chosen) as selected:
        if canary:
            _check_canary(selected, canary)
        plan = _planned(selected, file, content)
        outcomes = _deployed(plan, selected.directory, canary)
        _show(outcomes, plan, selected.directory, output)
    if plan.failures or any(each.result in ("failed", "stopped") for each in outcomes):
        raise click.exceptions.Exit(3)


def _check_canary(selected: Selection, tag: str) -> None:
    """InputError unless one of the chosen accounts has the tag: all would be deployed to at once."""
    from c7n_reflex.errors import InputError

    selection.check_tags(selected.directory, [tag])
    if not any(tag in account.tags for account in selected.accounts):
        raise InputError(f"none of the chosen accounts is tagged {tag!r}", remedy="choose one with -a, too")


def _saved(file: Path, chosen: dict[str, Any]) -> dict[str, Any]:
    """The saved plan's content; its options are put into `chosen`. InputError if more is chosen now."""
    from c7n_reflex.deploy import planfile
    from c7n_reflex.errors import InputError

    given = [name for name, value in chosen.items() if value and name != "accounts_file"]
    if chosen["accounts_file"] != DEFAULT_ACCOUNTS:
        given.append("--config")
    if given:
        raise InputError(
            f"a saved plan knows what it is for: {', '.join(given)} cannot be given", remedy="leave them out"
        )
    content = planfile.load(file)
    for name, value in content["chosen"].items():
        if name == "accounts_file":
            chosen[name] = Path(value)
        else:
            chosen[name] = tuple(map(Path, value)) if name == "files" else tuple(value)
    return content


def _planned(selected: Selection, file: Path | None, content: dict[str, Any] | None) -> Plan:
    from c7n_reflex.cli.plan import made
    from c7n_reflex.deploy import planfile

    plan = made(selected)
    if file and content:
        planfile.check(file, content, plan)
    return plan


def _deployed(plan: Plan, directory: Directory, canary: str | None) -> list[Outcome]:
    from c7n_reflex.deploy import canaries
    from c7n_reflex.deploy.planning import TO_DEPLOY

    entries = [entry for entry in plan.entries if entry.kind in TO_DEPLOY]
    _warn_of_slow_starts(entries)
    if not canary:
        return applied(entries)
    return canaries.deploy(plan.entries, directory, canary, applied)


def _warn_of_slow_starts(entries: Sequence[Entry]) -> None:
    """Where no interpreter of the functions' version is at hand, their code is not compiled beforehand."""
    from c7n_reflex.deploy import archive

    states = [entry.wanted.units["configuration"] or {} for entry in entries if entry.wanted]
    for runtime in sorted({str(state["Runtime"]) for state in states if "Runtime" in state}):
        if not archive.common((), runtime).compiled:
            click.echo(
                f"{runtime} is not installed here: functions are deployed without bytecode, and start slower",
                err=True,
            )


def applied(entries: Sequence[Entry]) -> list[Outcome]:
    """Deploy with progress; the first Ctrl-C lets what has begun end, and begins nothing more."""
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import organising

    with interruptible() as stop, shown("deploying", len(entries)) as advance:
        return organising.deploy(entries, stop=stop, done=advance)


@contextmanager
def interruptible() -> Iterator[Stop]:
    """Within, the first SIGINT or SIGTERM asks to stop, the second one ends the program."""
    from c7n_reflex.deploy.organising import Stop

    stop = Stop()
    before: dict[int, Any] = {}

    def ask(number: int, _: Any) -> None:
        stop.asked.set()
        click.echo("Interrupted: ending what has begun; again to end at once.", err=True)
        signal.signal(number, before[number])

    for number in map(int, (signal.SIGINT, signal.SIGTERM)):
        before[number] = signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(outcomes: Sequence[Outcome], plan: Plan, directory: Directory, output: str) -> None:
    import json
    from collections import Counter

    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.deploy import showing

    if output == "json":
        shown = {
            "outcomes": [showing.outcome_json(each) for each in outcomes],
            "failures": [vars(failure) for failure in plan.failures],
        }
        click.echo(json.dumps(shown, indent=2))
        return
    echo_lines(showing.outcome_lines(outcomes, plan, directory))
    counts = Counter(each.result for each in outcomes)
    unchanged = sum(1 for entry in plan.entries if entry.kind == "unchanged")
    orphaned = sum(1 for entry in plan.entries if entry.kind == "orphaned")
    parts = [f"{count} {result}" for result, count in counts.items()]
    parts += [f"{unchanged} unchanged"] if unchanged else []
    parts += [f"{orphaned} orphaned (c7n-reflex prune removes them)"] if orphaned else []
    parts += [f"{len(plan.failures)} accounts and regions could not be read"] if plan.failures else []
    click.echo(", ".join(parts) or "nothing to deploy")
