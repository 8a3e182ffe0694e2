"""`docs/coverage.md`: each control and technique, and what the policies do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place
from c7n_reflex.library.policies import Shown

CONTROLS = Path(__file__).parent / "controls.yml"
TECHNIQUES = Path(__file__).parent / "techniques.yml"
BENCHMARKS = ("3.0", "5.0")
_LEGEND = (
    "*acts*: the change is made at once. *acts once approved*: the owner is told and somebody approves it.",
    "*tells*: the owner is told, and nothing is changed. Why a policy does not act at once is in",
    "[policies.md](policies.md).",
)
_ORDER = ("acts", "acts once approved", "observes", "tells")


@dataclass(frozen=True)
class Row:
    """One control, and the policies that cover it."""

    control: str
    title: str
    policies: tuple[Shown, ...]
    otherwise: str
    cis: Mapping[str, str]

    @property
    def status(self) -> str:
        """The most that one of them does; or why there is none."""
        found = {each.does for each in self.policies}
        return next((each for each in _ORDER if each in found), f"not covered: {self.otherwise}")


def rows(policies: Sequence[Shown]) -> tuple[Row, ...]:
    """Every known control. InputError for one that a policy claims and that is not known."""
    known: dict[str, dict[str, Any]] = _read(CONTROLS)["controls"]
    events = [each for each in policies if each.mode]
    _check(events, known)
    return tuple(
        Row(
            control,
            entry["title"],
            tuple(each for each in events if control in each.metadata.get("controls", ())),
            entry.get("otherwise", "no policy yet"),
            entry.get("cis", {}),
        )
        for control, entry in known.items()
    )


def _check(policies: Iterable[Shown], known: Mapping[str, Any]) -> None:
    for each in policies:
        for control in each.metadata.get("controls", ()):
            if control not in known:
                raise InputError(
                    f"policy {each.name} claims {control}, which {CONTROLS.name} does not have",
                    remedy="add it there with its title, or write the id as Security Hub does",
                    place=Place(each.file),
                )


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def page(policies: Sequence[Shown]) -> str:
    """The page's text."""
    found = rows(policies)
    covered = [each for each in found if each.policies]
    return "\n".join(
        [
            "# Coverage",
            "",
            "Written by `c7n-reflex library write` from the policies' metadata and "
            "`c7n_reflex/library/{controls,techniques}.yml`; not edited by hand.",
            "",
            *_LEGEND,
            "",
            f"Of the {len(found)} Security Hub controls listed here {len(covered)} are covered. The list has",
            "all that Automated Security Response on AWS 3.1.5 remediates, and all of the two CIS benchmarks",
            "that Security Hub checks; it is not all of Security Hub's.",
            "",
            "## Security Hub controls (FSBP)",
            "",
            "| control | what | | policies |",
            "|---|---|---|---|",
            *(
                f"| {each.control} | {each.title} | {each.status} | {_names(each.policies)} |"
                for each in found
            ),
            "",
            *(line for each in BENCHMARKS for line in _benchmark(each, found)),
            *_techniques(policies),
        ]
    )


def _names(policies: Iterable[Shown]) -> str:
    return ", ".join(f"`{each.name}`" for each in policies)


def _benchmark(version: str, found: Sequence[Row]) -> Iterator[str]:
    chosen = [each for each in found if version in each.cis]
    yield f"## CIS AWS Foundations Benchmark {version}"
    yield ""
    yield "| number | control | what | |"
    yield "|---|---|---|---|"
    for each in sorted(chosen, key=lambda row: [int(part) for part in row.cis[version].split(".")]):
        yield f"| {each.cis[version]} | {each.control} | {each.title} | {each.status} |"
    yield ""


def _techniques(policies: Sequence[Shown]) -> Iterator[str]:
    titles: dict[str, str] = _read(TECHNIQUES)["techniques"]
    events = [each for each in policies if each.mode]
    claimed = {technique for each in events for technique in each.metadata.get("attack", ())}
    if unknown := sorted(claimed - set(titles)):
        remedy = "add it there with its title, or write the id as MITRE does"
        raise InputError(f"{TECHNIQUES.name} does not have {', '.join(unknown)}", remedy=remedy)
    yield "## ATT&CK techniques (cloud)"
    yield ""
    yield "| technique | what | policies |"
    yield "|---|---|---|"
    for technique, title in sorted(titles.items()):
        names = _names(each for each in events if technique in each.metadata.get("attack", ()))
        yield f"| {technique} | {title} | {names or 'none'} |"
    yield ""
