"""Annotations in a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.authoring.lint.located import Located, Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """`::error file=policies/a.yml,line=12,col=7,title=E101 unknown-event::message`, one line a problem."""
    return "\n".join(map(_shown, report.problems))


def _shown(problem: Located) -> str:
    known = {
        "file": str(problem.file),
        "line": str(problem.span.line),
        "endLine": str(problem.span.end_line),
        "col": str(problem.span.column),
        "title": f"{problem.lint_id} {problem.lint_name}",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in known.items())
    message = f"{problem.message}\n{problem.remedy}" if problem.remedy else problem.message
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
