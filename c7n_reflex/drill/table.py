"""The drill as one table, for people."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from c7n_reflex.drill import notices
from c7n_reflex.drill.outcome import Check, Drill, Outcome

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from c7n_reflex.drill.attack import Reaction

# Each column with its share of the width. Names are long, and are best broken at their hyphens.
_COLUMNS = {
    "scenario": 23,
    "account": 13,
    "region": 10,
    "what happened": 21,
    "seen by": 19,
    "action": 23,
    "outcome": 12,
    "verified": 11,
    "owner told": 19,
    "call → fix → notice": 15,
}
_VERIFIED = list(_COLUMNS).index("verified")
_GAP = 2  # characters between columns
LEAST_WIDTH = 190  # characters, where output goes to a file


def show(drill: Drill, console: Console, *, full: bool = False) -> None:
    """The table, what failed and why, what owners were told (`full`: in full), and one line of summary."""
    from rich.markup import escape

    console.print(_table(drill, console.width))
    for outcome in drill.outcomes:
        for check in outcome.failures:
            where = f"{outcome.scenario} in {outcome.account_name}, {outcome.region}"
            console.print(f"[red]✗[/red] {escape(where)}\n    {escape(_failure(check))}", highlight=False)
    for change in drill.unexplained:
        console.print(
            f"[red]✗[/red] changed, though no scenario allows it: {escape(change)}", highlight=False
        )
    notices.show(drill.notices, console, full=full)
    console.print(_summary(drill), highlight=False)


def _table(drill: Drill, width: int) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    widths = _widths(width)
    for name, column in zip(_COLUMNS, widths, strict=True):
        table.add_column(name, width=column, overflow="fold")
    for outcome in drill.outcomes:
        wrapped = [_wrapped(cell, column) for cell, column in zip(row(outcome), widths, strict=True)]
        cells = [escape(cell) for cell in wrapped]
        colour = "green" if outcome.passed else "red"
        cells[_VERIFIED] = f"[{colour}]{cells[_VERIFIED]}[/{colour}]"
        table.add_row(*cells)
    return table


def _widths(width: int) -> list[int]:
    """Characters for each column of a table of this width."""
    left = width - (_GAP + 1) * len(_COLUMNS)
    return [max(6, left * share // sum(_COLUMNS.values())) for share in _COLUMNS.values()]


def _wrapped(text: str, width: int) -> str:
    """Lines of at most `width`, broken at spaces, after hyphens, and within the names of API calls."""
    lines: list[str] = []
    for line in text.splitlines():
        parts = re.findall(r"[A-Z]+[a-z]+", line) if line.isalpha() and len(line) > width else []
        lines += _packed(parts, width) if parts else textwrap.wrap(line, width)
    return "\n".join(lines)


def _packed(parts: list[str], width: int) -> list[str]:
    lines = [""]
    for part in parts:
        if len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return lines


def row(outcome: Outcome) -> list[str]:
    """The cells of one outcome."""
    return [
        outcome.scenario,
        outcome.account_name,
        outcome.region,
        outcome.title,
        _seen_by(outcome),
        "\n".join(outcome.actions) or "none",
        _ended(outcome),
        _verified(outcome),
        _told(outcome),
        _times(outcome),
    ]


def _seen_by(outcome: Outcome) -> str:
    seen: dict[str, None] = {}
    for sighting in outcome.seen_by:
        # Most scenarios are called as their policy is.
        name = "function" if outcome.scenario.startswith(sighting.function) else sighting.function
        seen[f"{name} {sighting.topology(outcome.account)}"] = None
    return "\n".join(seen) or "nothing"


def _ended(outcome: Outcome) -> str:
    """As the ledger has it; where nothing was recorded, the functions' last words."""
    recorded = [each.outcome for each in outcome.outcomes]
    said = [seen.outcome for seen in outcome.seen_by if seen.outcome]
    parked = ["parked"] if outcome.parked else []
    return ", ".join(dict.fromkeys([*(recorded or said), *parked]))


def _verified(outcome: Outcome) -> str:
    if outcome.passed:
        return f"✓ {len(outcome.checks)} checks"
    return f"✗ {len(outcome.failures)} of {len(outcome.checks)} checks"


def _told(outcome: Outcome) -> str:
    alarmed = [f"no; alarm to {address}" for address in outcome.alarmed]
    return "\n".join(outcome.owners_told or alarmed) or "no"


def _times(outcome: Outcome) -> str:
    times = [outcome.seconds(outcome.fixed), outcome.seconds(outcome.noticed)]
    if times == [None, None]:
        return ""
    return " → ".join("-" if seconds is None else f"{seconds:.1f} s" for seconds in times)


def _failure(check: Check) -> str:
    return f"{check.kind}: {check.text}\n    found: {check.found}"


def _summary(drill: Drill) -> str:
    good = sum(outcome.passed for outcome in drill.outcomes)
    seconds = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in drill.phases)
    colour = "green" if drill.passed else "red"
    accounts = f"{drill.accounts} account{'s' if drill.accounts > 1 else ''}"
    text = f"{good} of {len(drill.outcomes)} as expected, in {accounts}"
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
