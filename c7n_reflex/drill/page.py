"""The drill as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c7n_reflex.drill import notices, table
from c7n_reflex.drill.outcome import Drill, Outcome
from c7n_reflex.errors import EnvironmentFaultError, Place


def write(drill: Drill, file: Path) -> None:
    """Write the page. EnvironmentFaultError if it cannot be written."""
    try:
        file.write_text(render(drill), encoding="utf-8")
    except OSError as error:
        raise EnvironmentFaultError(f"cannot be written: {error.strerror}", place=Place(file)) from None


def check_writable(file: Path) -> None:
    """Fail before the drill, and not after it, if the page could not be written."""
    try:
        with file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise EnvironmentFaultError(
            f"cannot be written: {error.strerror}",
            remedy="name another file with --report",
            place=Place(file),
        ) from None


def render(drill: Drill) -> str:
    """HTML; everything that comes from the drill is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("c7n_reflex.drill", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = [_row(outcome) for outcome in drill.outcomes]
    owners = notices.by_owner(drill.notices)
    numbers = {id(each): number for number, each in enumerate(drill.notices, 1)}
    return environment.get_template("page.html.j2").render(
        drill=drill, rows=rows, owners=owners, number=lambda told: numbers[id(told)]
    )


def _row(outcome: Outcome) -> dict[str, Any]:
    start = outcome.called or (outcome.timeline[0].time if outcome.timeline else 0.0)
    span = max([moment.time - start for moment in outcome.timeline] + [0.1])
    moments = [
        {
            "kind": moment.kind,
            "text": moment.text,
            "detail": moment.detail,
            "seconds": f"{moment.time - start:+.2f}",
            "percent": round(100 * max(0.0, moment.time - start) / span, 1),
        }
        for moment in outcome.timeline
    ]
    cells = dict(
        zip(("seen_by", "action", "ended", "verified", "told", "times"), table.row(outcome)[4:], strict=True)
    )
    return {"outcome": outcome, "moments": moments, **cells}
