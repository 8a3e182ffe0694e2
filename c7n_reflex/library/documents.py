"""The pages, and parts of pages, that are written from policies and actions, and whether they are current.

A part of a page stands between `<!-- generated: NAME -->` and `<!-- end of generated -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from c7n_reflex.errors import InputError, Place
from c7n_reflex.library import coverage, elements, guardduty
from c7n_reflex.library import policies as known
from c7n_reflex.library.policies import Shown

_PART = re.compile(r"(<!-- generated: (?P<name>\w+) -->\n).*?(<!-- end of generated -->)", re.DOTALL)


def rendered(docs: Path = Path("docs")) -> dict[Path, str]:
    """Each page as it should be. InputError where a marker is missing."""
    policies = known.load()
    return {
        docs / "coverage.md": coverage.page(policies),
        docs / "guardduty.md": guardduty.page(),
        docs / "policies.md": _filled(docs / "policies.md", {"policies": _tables(policies)}),
        docs / "actions.md": _filled(
            docs / "actions.md", {"remediations": elements.remediations(), "filters": elements.filters()}
        ),
    }


def _filled(file: Path, parts: dict[str, Sequence[str]]) -> str:
    text = file.read_text(encoding="utf-8")
    marked = {found["name"] for found in _PART.finditer(text)}
    if marked != set(parts):
        has = ", ".join(sorted(marked)) or "none"
        raise InputError(
            f"generated parts are marked: {has}; expected: {', '.join(parts)}",
            remedy="keep each between `<!-- generated: NAME -->` and `<!-- end of generated -->`",
            place=Place(file),
        )
    return _PART.sub(
        lambda found: "\n".join([found[1].rstrip(), "", *parts[found["name"]], "", found[3]]), text
    )


def _tables(policies: Sequence[Shown]) -> list[str]:
    events = [each for each in policies if each.mode]
    swept = {str(each.metadata.get("twin")): each.name for each in policies if not each.mode}
    folders = {"cloudtrail": "On API calls, seconds after them", "securityhub": "On findings"}
    return [line for folder, title in folders.items() for line in _table(folder, title, events, swept)]


def _table(folder: str, title: str, events: Sequence[Shown], swept: dict[str, str]) -> Iterator[str]:
    chosen = sorted(
        (each for each in events if each.file.parent.name == folder), key=lambda x: (x.topic, x.name)
    )
    yield f"### {title}"
    yield ""
    yield "| policy | what is wrong | reacts to | does | severity | sweep |"
    yield "|---|---|---|---|---|---|"
    for each in chosen:
        does = (
            f"{each.does}: {', '.join(f'`{name}`' for name in each.remediations)}"
            if each.remediations
            else "tells"
        )
        reason = f" ({str(each.metadata['because']).strip()})" if each.metadata.get("because") else ""
        sweep = "yes" if each.name in swept else f"none: {each.metadata.get('no-sweep', 'a finding')}"
        cells = (
            f"`{each.name}`",
            each.metadata.get("title", ""),
            each.reacts_to,
            does + reason,
            each.metadata.get("severity", ""),
            sweep,
        )
        yield "| " + " | ".join(" ".join(str(cell).split()).replace("|", "/") for cell in cells) + " |"
    yield ""


def problems(docs: Path = Path("docs")) -> list[str]:
    """A sentence for each page that is not current."""
    return [f"{file} is not current" for file, text in rendered(docs).items() if _text(file) != text]


def write(docs: Path = Path("docs")) -> list[Path]:
    """Write the pages that are not current; which those were."""
    stale = {file: text for file, text in rendered(docs).items() if _text(file) != text}
    for file, text in stale.items():
        file.write_text(text, encoding="utf-8")
    return list(stale)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
