"""For people: one line a problem, its remedy below it, a summary."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.authoring.lint.located import Located, Report


def render(report: Report) -> str:
    """`policies/a.yml:12:7: E101 unknown-event: message`, then the remedy, indented; a summary."""
    return "\n".join([*map(_shown, report.problems), _summary(report)])


def _shown(problem: Located) -> str:
    place = f"{problem.file}:{problem.span.line}:{problem.span.column}"
    remedy = f"\n  {problem.remedy}" if problem.remedy else ""
    return f"{place}: {problem.lint_id} {problem.lint_name}: {problem.message}{remedy}"


def _summary(report: Report) -> str:
    checked = f"{_some(report.policies, 'policy', 'policies')} in {_some(report.files, 'file')}"
    counts = [
        _some(report.count(level), str(level))
        for level in (Severity.ERROR, Severity.WARNING)
        if report.count(level)
    ]
    if report.count(Severity.INFO):
        counts.append(f"{report.count(Severity.INFO)} info")
    return f"{checked}: {', '.join(counts) or 'nothing found'}"


def _some(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"
