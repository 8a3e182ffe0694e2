"""Annotations in a pull request, on the line of the expectation.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Sequence

from c7n_reflex.authoring.cases.formats.text import failure_lines
from c7n_reflex.authoring.cases.model import CaseResult, CaseVerdict


def render(results: Sequence[CaseResult]) -> str:
    """`::error file=tests/policies/a.yml,line=12,title=...::...`, a line for each that did not pass."""
    return "\n".join(_shown(each) for each in results if each.verdict is not CaseVerdict.PASS)


def _shown(result: CaseResult) -> str:
    if result.verdict is CaseVerdict.SKIP:
        return f"::notice {_place(result)}::{_data(f'skipped: {result.case.skip}')}"
    return f"::error {_place(result)}::{_data(chr(10).join(failure_lines(result)))}"


def _place(result: CaseResult) -> str:
    place = result.differences[0].place if result.differences else result.case.place
    known = {"title": result.case.id}
    if place is not None:
        known = {"file": str(place.file), "line": str(place.line or 1), **known}
    return ",".join(f"{name}={_property(value)}" for name, value in known.items())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
