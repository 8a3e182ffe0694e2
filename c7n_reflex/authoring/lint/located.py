"""A problem with its place in a file, and all of a run: what the formats show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.authoring.lint.marks import Span


@dataclass(frozen=True)
class Edit:
    """Characters of the file's text that are replaced. `old` is what is there."""

    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True)
class Located:
    """What is shown of a problem. One of the file itself has no `policy`."""

    file: Path
    span: Span
    lint_id: str
    lint_name: str
    severity: Severity
    message: str
    remedy: str = ""
    policy: str = ""
    index: int | None = None  # of the policy in the file
    edit: Edit | None = None


@dataclass(frozen=True)
class Report:
    """What one run has found, by file and line."""

    problems: tuple[Located, ...]
    files: int
    policies: int

    def count(self, severity: Severity) -> int:
        """How many of this severity."""
        return sum(problem.severity is severity for problem in self.problems)

    def at_or_above(self, level: Severity) -> bool:
        """True if there is a problem that is as bad as this, or worse."""
        order = list(Severity)
        return any(order.index(problem.severity) <= order.index(level) for problem in self.problems)
