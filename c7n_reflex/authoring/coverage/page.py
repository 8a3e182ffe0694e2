"""Coverage as one self-contained HTML page: the policies' own YAML, each line coloured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from c7n_reflex.authoring.coverage.model import Coverage, PolicyCoverage, Unit
from c7n_reflex.authoring.coverage.table import shown

COVERED, PARTLY, MISSING = "covered", "partly", "missing"


@dataclass(frozen=True)
class Line:
    """One line of a file. `state` empty: there is nothing to cover on it."""

    number: int
    text: str
    state: str = ""
    title: str = ""  # the units' words, a line each


@dataclass(frozen=True)
class FilePage:
    """One policy file with the policies in it."""

    path: str
    policies: tuple[PolicyCoverage, ...]
    lines: tuple[Line, ...]


def html(coverage: Coverage) -> str:
    """The page; everything that comes from policies is escaped. Files that cannot be read are left out."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("c7n_reflex.authoring.coverage", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html.j2")
    return template.render(coverage=coverage, files=_files(coverage), shown=shown)


def _files(coverage: Coverage) -> list[FilePage]:
    paths = dict.fromkeys(policy.file for policy in coverage.policies if policy.file)
    return [
        _file(path, tuple(policy for policy in coverage.policies if policy.file == path)) for path in paths
    ]


def _file(path: Path, policies: tuple[PolicyCoverage, ...]) -> FilePage:
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        texts = []
    units = [unit for policy in policies for unit in policy.units]
    return FilePage(str(path), policies, tuple(_line(n, text, units) for n, text in enumerate(texts, 1)))


def _line(number: int, text: str, units: Sequence[Unit]) -> Line:
    here = [unit for unit in units if text.strip() and number in _span(unit)]
    title = "\n".join(f"{'✓' if unit.covered else '✗'} {unit.words} ({unit.hits} cases)" for unit in here)
    return Line(number, text, state(here), title)


def _span(unit: Unit) -> range:
    first = unit.place.line if unit.place else None
    return range(first, (unit.last_line or first) + 1) if first else range(0)


def state(units: Sequence[Unit]) -> str:
    """Of a line, by the units on it."""
    if not units:
        return ""
    covered = sum(unit.covered for unit in units)
    return COVERED if covered == len(units) else PARTLY if covered else MISSING
