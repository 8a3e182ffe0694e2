"""Policy files for tests, and what is told of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c7n_reflex.authoring.lint import engine, registry
from c7n_reflex.authoring.lint.located import Located, Report

METADATA = "    metadata: {enforcement: observe, owner: security@example.com, controls: []}\n"


def linted(folder: Path, *texts: str, select: tuple[str, ...] = ()) -> Report:
    """The report on files with these texts: 0.yml, 1.yml ..."""
    for number, text in enumerate(texts):
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")
    return engine.lint([folder], registry.selected(select), folder)


def told(report: Report) -> list[tuple[Any, ...]]:
    """(line, id) of each problem."""
    return [(problem.span.line, problem.lint_id) for problem in report.problems]


def only(report: Report) -> Located:
    """The only problem."""
    (problem,) = report.problems
    return problem


def calling(*events: str, resource: str = "aws.ec2", more: str = "") -> str:
    """A policy in mode cloudtrail; events are in YAML's flow style, `more` is what follows the mode."""
    listed = "".join(f"        - {event}\n" for event in events)
    head = f"policies:\n  - name: example\n    resource: {resource}\n{METADATA}"
    return f"{head}    mode:\n      type: cloudtrail\n      events:\n{listed}{more}"
