"""How the results of cases are printed: for people (`text`), for programs, for CI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from c7n_reflex.authoring.cases.formats import github, json_, junit
from c7n_reflex.authoring.cases.model import CaseResult


def render(name: str, results: Sequence[CaseResult], more: Mapping[str, Any]) -> str:
    """In the format json, junit or github. `more` is what JSON has besides: coverage and mutation."""
    if name == "json":
        return json_.render(results, more)
    return {"junit": junit.render, "github": github.render}[name](results)
