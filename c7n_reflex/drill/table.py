"""The drill as one table, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n_reflex.drill.outcome import Check, Drill, Outcome

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from c7n_reflex.drill.attack import Reaction

_COLUMNS = ("scenario", "account", "region", "what happened", "seen by", "action", "verified", "owner told")
LEAST_WIDTH = 150  # characters, where output goes to a file


def show(drill: Drill, console: Console) -> None:
    """The table, what failed and why, and one line of summary."""
    from rich.markup import escape

    console.print(_table(drill))
    for outcome in drill.outcomes:
        for check in outcome.failures:
            where = f"{outcome.scenario} in {outcome.account_name}, {outcome.region}"
            console.print(f"[red]✗[/red] {escape(where)}\n    {escape(_failure(check))}", highlight=False)
    for change in drill.unexplained:
        console.print(
            f"[red]✗[/red] changed, though no scenario allows it: {escape(change)}", highlight=False
        )
    console.print(_summary(drill), highlight=False)


def _table(drill: Drill) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    table.add_column("call → fix → notice", justify="right", no_wrap=True)
    for outcome in drill.outcomes:
        cells = [escape(cell) for cell in row(outcome)]
        colour = "green" if outcome.passed else "red"
        cells[6] = f"[{colour}]{cells[6]}[/{colour}]"
        table.add_row(*cells)
    return table


def row(outcome: Outcome) -> list[str]:
    """The cells of one outcome."""
    return [
        outcome.scenario,
        outcome.account_name,
        outcome.region,
        outcome.title,
        _seen_by(outcome),
        "\n".join(outcome.actions) or "none",
        _verified(outcome),
        "\n".join(outcome.owners_told) or "no",
        _times(outcome),
    ]


def _seen_by(outcome: Outcome) -> str:
    seen = {
        f"{sighting.function}, {sighting.topology(outcome.account)}": None for sighting in outcome.seen_by
    }
    return "\n".join(seen) or "nothing"


def _verified(outcome: Outcome) -> str:
    if outcome.passed:
        return f"✓ {len(outcome.checks)} checks"
    return f"✗ {len(outcome.failures)} of {len(outcome.checks)} checks"


def _times(outcome: Outcome) -> str:
    times = [outcome.seconds(outcome.fixed), outcome.seconds(outcome.noticed)]
    return " → ".join("-" if seconds is None else f"{seconds:.1f} s" for seconds in times)


def _failure(check: Check) -> str:
    return f"{check.kind}: {check.text}\n    found: {check.found}"


def _summary(drill: Drill) -> str:
    good = sum(outcome.passed for outcome in drill.outcomes)
    seconds = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in drill.phases)
    colour = "green" if drill.passed else "red"
    text = f"{good} of {len(drill.outcomes)} as expected, in {drill.accounts} accounts"
    return f"[bold {colour}]{text}[/bold {colour}] [dim]({seconds})[/dim]"


def show_reactions(reactions: list[Reaction], console: Console) -> None:
    """One line for each replayed event."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in ("event", "recorded in", "replayed in", "region", "function", "outcome"):
        table.add_column(column, overflow="fold")
    for reaction in reactions:
        functions = "\n".join(f"{name} ({account})" for name, account, _, _ in reaction.functions)
        outcomes = "\n".join(f"{status} {error}".strip() for _, _, status, error in reaction.functions)
        cells = [reaction.name, reaction.recorded_account, reaction.account_name, reaction.region]
        table.add_row(*(escape(cell) for cell in (*cells, functions or "nobody reacts", outcomes)))
    console.print(table)
    invoked = sum(bool(reaction.functions) for reaction in reactions)
    console.print(f"{len(reactions)} events, {invoked} of them started a function", highlight=False)
