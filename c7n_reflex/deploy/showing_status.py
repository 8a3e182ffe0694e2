"""A status as text, by policy, that can be read at 100 columns and without colour; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from c7n_reflex.accounts import Directory
from c7n_reflex.deploy.status import Running, Status

_TITLES = ("account", "region", "v", "deployed", "last event", "events", "errors", "state")
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))
Line = tuple[str, str]  # text, and rich's style


def lines(status: Status, directory: Directory, *, problems: bool = False) -> Iterator[Line]:
    """A table, with a heading for each policy. `problems`: only what is not fine."""
    now = datetime.now(UTC)
    shown = [each for each in status.running if not (problems and each.fine)]
    rows = [_row(each, directory, now) for each in shown]
    widths = [max(map(len, column)) for column in zip(_TITLES, *rows, strict=True)]
    if rows:
        yield _aligned(_TITLES, widths), "dim"
    for policy in sorted({_name(each) for each in shown}):
        yield policy, "bold"
        for each, row in zip(shown, rows, strict=True):
            if _name(each) == policy:
                yield _aligned(row, widths), "" if each.fine else "yellow" if each.wrong else "red"
    yield from _queue_lines(status, directory)


def _name(running: Running) -> str:
    return running.policy or running.function


def _row(running: Running, directory: Directory, now: datetime) -> tuple[str, ...]:
    return (
        directory[running.account].name,
        running.region,
        running.version or "-",
        running.deployed[:16].replace("T", " ") or "-",
        _ago(running.last, now),
        "-" if running.events is None else str(running.events),
        "-" if running.errors is None else str(running.errors),
        ", ".join(running.wrong) or ("fails" if running.errors else "ok"),
    )


def _ago(time: datetime | None, now: datetime) -> str:
    if time is None:
        return "-"
    seconds = (now - time).total_seconds()
    size, unit = next((each for each in _UNITS if seconds >= each[0]), (60, "min"))
    return f"{max(int(seconds // size), 0)} {unit} ago"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()


def _queue_lines(status: Status, directory: Directory) -> Iterator[Line]:
    for queue in status.queues:
        if queue.waiting:
            where = f"{directory[queue.account].name} ({queue.account}) {queue.region}"
            yield f"{where}: {queue.waiting} failed events wait in c7n-reflex-failed-events", "red"


def summary(status: Status) -> str:
    """`62 functions of 4 policies: 60 fine, 1 disabled, 1 with errors`."""
    running = status.running
    parts = [f"{sum(1 for each in running if each.fine)} fine"]
    parts += _counted(sum(1 for each in running if each.wrong), "not as deployed")
    parts += _counted(sum(1 for each in running if each.errors), "with errors")
    parts += _counted(sum(each.waiting or 0 for each in status.queues), "failed events waiting")
    parts += _counted(len(status.failures), "readings failed")
    if not running:
        return ", ".join(["nothing is deployed here", *parts[1:]])
    policies = len({_name(each) for each in running})
    of = "1 policy" if policies == 1 else f"{policies} policies"
    return f"{len(running)} {'function' if len(running) == 1 else 'functions'} of {of}: {', '.join(parts)}"


def _counted(number: int, what: str) -> list[str]:
    return [f"{number} {what}"] if number else []


def as_json(status: Status) -> dict[str, Any]:
    """For `--output json`: `functions`, `failed_events` and `failures`."""
    return {
        "functions": [
            {
                **{key: value for key, value in asdict(each).items() if key != "last"},
                "wrong": list(each.wrong),
                "last_event": each.last.isoformat() if each.last else None,
            }
            for each in status.running
        ],
        "failed_events": [asdict(each) for each in status.queues],
        "failures": [asdict(each) for each in status.failures],
    }
