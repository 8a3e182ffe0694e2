"""Coverage as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from c7n_reflex.authoring.coverage.model import Coverage, Note, PolicyCoverage, Unit
from c7n_reflex.errors import Place

_HEAD = ("policy", "cases", "units", "missing", "cover", "leaves")


def text(coverage: Coverage) -> str:
    """A table with a line a policy, and below it what is missing, with `file:line`."""
    rows = [_row(policy) for policy in coverage.policies]
    lines = table([_HEAD, *rows, _total(coverage)])
    details = [line for policy in coverage.policies for line in _details(policy)]
    return "\n".join([*lines, *(("", *details) if details else ())])


def as_dict(coverage: Coverage) -> dict[str, Any]:
    """As printed by `test --coverage --output json`; percents of 0 to 100, rounded down to a tenth."""
    return {
        "percent": shown(coverage.percent),
        "leaf_percent": shown(coverage.leaf_percent),
        "policies": [_policy(policy) for policy in coverage.policies],
    }


def shown(percent: float) -> float:
    """Rounded down, so that nothing shows 100 that is not."""
    return int(percent * 10) / 10


def where(place: Place | None) -> str:
    """`policies/a.yml:12`, without the key."""
    return str(Place(place.file, place.line)) if place else ""


def _row(policy: PolicyCoverage) -> tuple[str, ...]:
    return (
        policy.policy,
        str(policy.cases),
        str(len(policy.units)),
        str(len(policy.missing)),
        f"{shown(policy.percent):g}%",
        f"{shown(policy.leaf_percent):g}%" if policy.leaves else "-",
    )


def _total(coverage: Coverage) -> tuple[str, ...]:
    whole = PolicyCoverage("all", coverage.units, sum(policy.cases for policy in coverage.policies))
    return _row(whole)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines. The first row is the head, the last the sum; the first column stands left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    for n, row in enumerate(rows):
        if n in (1, len(rows) - 1):
            yield rule
        first, *rest = (
            cell.rjust(width) if m else cell.ljust(width)
            for m, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *rest]).rstrip()


def _details(policy: PolicyCoverage) -> Iterator[str]:
    for unit in policy.missing:
        yield _line(unit.place, policy, f"missing  {unit.name}", unit.words)
    for note in policy.notes:
        yield _line(note.place, policy, "note", note.words)


def _line(place: Place | None, policy: PolicyCoverage, what: str, words: str) -> str:
    return f"{where(place) or policy.policy}: {what}  ({words})"


def _policy(policy: PolicyCoverage) -> dict[str, Any]:
    return {
        "policy": policy.policy,
        "file": str(policy.file) if policy.file else None,
        "line": policy.place.line if policy.place else None,
        "cases": policy.cases,
        "percent": shown(policy.percent),
        "leaf_percent": shown(policy.leaf_percent),
        "units": [_unit(unit) for unit in policy.units],
        "notes": [_note(note) for note in policy.notes],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "kind": str(unit.kind),
        "name": unit.name,
        "words": unit.words,
        "line": unit.place.line if unit.place else None,
        "covered": unit.covered,
        "hits": unit.hits,
    }


def _note(note: Note) -> dict[str, Any]:
    return {"words": note.words, "line": note.place.line if note.place else None}
