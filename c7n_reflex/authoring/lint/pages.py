"""Writes the page of each lint, and their index: `python -m c7n_reflex.authoring.lint.pages [FOLDER]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from c7n_reflex.authoring.lint.base import Lint, Severity
from c7n_reflex.authoring.lint.registry import all_lints

FOLDER = Path("docs/lints")
_BANDS = {
    "0": "Files, Custodian's own rules, and comments",
    "1": "Events and patterns",
    "2": "Filters",
    "3": "Actions",
    "4": "The policies as a whole",
    "5": "Metadata and tests",
    "6": "Deployment",
}
_CANNOT_BE_IGNORED = {"E001", "E007", "I008"}


def pages() -> Mapping[str, str]:
    """Name of the file -> its text."""
    return {"README.md": index(), **{f"{lint.name}.md": page(lint) for lint in all_lints()}}


def page(lint: Lint) -> str:
    """What it finds, why that matters, how it is written instead."""
    parts = [
        f"# {lint.id} {lint.name}",
        f"{lint.title} ({lint.severity})",
        f"## Why\n\n{lint.why}",
        f"## Avoid\n\n```yaml\n{lint.avoid.rstrip()}\n```",
        f"## Prefer\n\n```yaml\n{lint.prefer.rstrip()}\n```",
        f"## How to ignore it\n\n{_ignoring(lint)}",
        f"Source: {_source(lint)}",
    ]
    return "\n\n".join(parts) + "\n"


def _ignoring(lint: Lint) -> str:
    if lint.id in _CANNOT_BE_IGNORED:
        return f"`c7n-reflex lint --ignore {lint.id}`; no comment silences it."
    return (
        f"`# reflex: ignore {lint.id} -- reason` on the line of the problem, on the line above it, or, for "
        f"the whole policy, where the policy begins. Everywhere: `c7n-reflex lint --ignore {lint.id}`."
    )


def _source(lint: Lint) -> str:
    return f"<{lint.source}>" if lint.source.startswith("https://") else f"`{lint.source}`"


def index() -> str:
    """All of them, by topic."""
    parts = [
        "# Lints",
        "What `c7n-reflex lint` finds; [how to use it](../lint.md). This page and those of the lints are "
        "written by `python -m c7n_reflex.authoring.lint.pages`.",
    ]
    for digit, topic in _BANDS.items():
        lints = [lint for lint in all_lints() if lint.id[1] == digit]
        rows = [f"| {each.id} | [{each.name}]({each.name}.md) | {each.title} |" for each in lints]
        if rows:
            parts.append(f"## {topic}\n\n" + "\n".join(["| id | name | |", "|---|---|---|", *rows]))
    meanings = {
        Severity.ERROR: "it does not do what is written, or more than anybody wants",
        Severity.WARNING: "probably a mistake",
        Severity.INFO: "worth knowing",
    }
    parts.append("E is an " + "; ".join(f"{level}: {meaning}" for level, meaning in meanings.items()) + ".")
    return "\n\n".join(parts) + "\n"


def main(folder: Path) -> None:
    """Write them all; pages of lints that there are no more are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = pages()
    for old in folder.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
