"""For programs: everything that is known of each problem."""

from __future__ import annotations

import json

from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.authoring.lint.located import Located, Report


def render(report: Report) -> str:
    """`{"problems": [...], "summary": {...}}`."""
    summary = {
        "files": report.files,
        "policies": report.policies,
        **{str(level): report.count(level) for level in Severity},
    }
    return json.dumps({"problems": list(map(_shown, report.problems)), "summary": summary}, indent=2)


def _shown(problem: Located) -> dict[str, object]:
    return {
        "file": str(problem.file),
        "line": problem.span.line,
        "column": problem.span.column,
        "end_line": problem.span.end_line,
        "end_column": problem.span.end_column,
        "policy": problem.policy or None,
        "id": problem.lint_id,
        "name": problem.lint_name,
        "severity": str(problem.severity),
        "message": problem.message,
        "remedy": problem.remedy or None,
        "fixable": problem.edit is not None,
    }
