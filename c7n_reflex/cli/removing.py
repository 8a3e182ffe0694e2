"""What `prune` and `destroy` have in common: show what would go, ask, remove it, say what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from c7n_reflex.cli.asking import confirm
from c7n_reflex.errors import InputError

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory
    from c7n_reflex.deploy.organising import Failure, Outcome, Plan
    from c7n_reflex.deploy.planning import Entry


def remove(plan: Plan, directory: Directory, *, yes: bool, keep_logs: bool, output: str) -> list[Outcome]:
    """Remove the functions of these entries. Exits, or raises InputError, with nothing changed if not agreed.

    Exits with 3 if something failed or was interrupted, or if an account could not be read.
    """
    if plan.entries:
        _ask(plan, directory, yes=yes, keep_logs=keep_logs, output=output)
    outcomes = _removed(plan.entries, keep_logs)
    _show(outcomes, plan.failures, directory, output)
    if plan.failures or any(each.result != "removed" for each in outcomes):
        raise click.exceptions.Exit(3)
    return outcomes


def counted(entries: Sequence[Entry]) -> str:
    """`62 functions of 5 policies in 11 accounts and 2 regions`."""
    policies = {entry.policy or entry.function for entry in entries}
    accounts, regions = {entry.account for entry in entries}, {entry.region for entry in entries}
    numbers = (
        (len(entries), "function", "functions"),
        (len(policies), "policy", "policies"),
        (len(accounts), "account", "accounts"),
        (len(regions), "region", "regions"),
    )
    parts = [f"{count} {one if count == 1 else many}" for count, one, many in numbers]
    return f"{parts[0]} of {parts[1]} in {parts[2]} and {parts[3]}"


def _ask(plan: Plan, directory: Directory, *, yes: bool, keep_logs: bool, output: str) -> None:
    if output == "json":
        if not yes:
            raise InputError(
                "with --output json nobody is asked; nothing was changed", remedy="add --yes if you are sure"
            )
        return
    _list(plan.entries, directory)
    logs = "their logs are kept" if keep_logs else "and their logs"
    kept = f"with their rules and alarms{';' if keep_logs else ','} {logs}"
    confirm(f"Remove {counted(plan.entries)}, {kept}?", yes=yes)


def _list(entries: Sequence[Entry], directory: Directory) -> None:
    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.deploy import showing

    for same in showing.grouped(entries):
        name = same[0].policy or f"{same[0].function} (its function is gone)"
        echo_lines([(f"- {name}", "red"), (f"    in {showing.where(same, directory)}", "dim")])


def _removed(entries: Sequence[Entry], keep_logs: bool) -> list[Outcome]:
    from c7n_reflex.cli.deploy import interruptible
    from c7n_reflex.cli.progress import shown
    from c7n_reflex.deploy import organising

    with interruptible() as stop, shown("removing", len(entries)) as advance:
        return organising.remove(entries, keep_logs=keep_logs, stop=stop, done=advance)


def _show(
    outcomes: Sequence[Outcome], failures: Sequence[Failure], directory: Directory, output: str
) -> None:
    import json

    from c7n_reflex.cli.deployed import failure_lines
    from c7n_reflex.cli.plan import echo_lines
    from c7n_reflex.deploy import showing
    from c7n_reflex.deploy.organising import Plan

    if output == "json":
        shown = {
            "outcomes": [showing.outcome_json(each) for each in outcomes],
            "failures": [vars(failure) for failure in failures],
        }
        click.echo(json.dumps(shown, indent=2))
        return
    echo_lines(showing.outcome_lines(outcomes, Plan(()), directory))
    echo_lines(failure_lines(failures, directory))
    counts = Counter(each.result for each in outcomes)
    parts = [f"{count} {result}" for result, count in counts.items()]
    parts += [f"{len(failures)} accounts and regions could not be read"] if failures else []
    click.echo(", ".join(parts) or "nothing to remove")
