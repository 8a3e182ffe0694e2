"""How a report is shown, one format a module, each with `render(report) -> str`."""

from __future__ import annotations

import importlib

from c7n_reflex.authoring.lint.located import Report

FORMATS = ("text", "json", "github", "sarif")
_MODULES = {"json": "json_"}  # not to be taken for the standard library's


def render(report: Report, name: str) -> str:
    """The report in one of FORMATS."""
    module = importlib.import_module(f"{__name__}.{_MODULES.get(name, name)}")
    text: str = module.render(report)
    return text
