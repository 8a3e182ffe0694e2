"""SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from c7n_reflex.authoring.lint import registry
from c7n_reflex.authoring.lint.base import Lint, Severity
from c7n_reflex.authoring.lint.located import Located, Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """One run, with a rule for each lint that there is, whether it has found something or not."""
    rules = registry.all_lints()
    numbers = {lint.id: number for number, lint in enumerate(rules)}
    driver = {
        "name": "c7n-reflex",
        "semanticVersion": version("c7n-reflex"),
        "rules": list(map(_rule, rules)),
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, numbers) for problem in report.problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(lint: Lint) -> dict[str, Any]:
    return {
        "id": lint.id,
        "name": lint.name,
        "shortDescription": {"text": lint.title},
        "fullDescription": {"text": lint.why},
        "helpUri": f"docs/lints/{lint.name}.md",
        "help": {"text": lint.why},
        "defaultConfiguration": {"level": _LEVELS[lint.severity]},
    }


def _result(problem: Located, numbers: dict[str, int]) -> dict[str, Any]:
    text = f"{problem.message}\n{problem.remedy}" if problem.remedy else problem.message
    region = {
        "startLine": problem.span.line,
        "startColumn": problem.span.column,
        "endLine": problem.span.end_line,
        "endColumn": problem.span.end_column,
    }
    location = {"artifactLocation": {"uri": quote(problem.file.as_posix())}, "region": region}
    return {
        "ruleId": problem.lint_id,
        "ruleIndex": numbers[problem.lint_id],
        "level": _LEVELS[problem.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }
