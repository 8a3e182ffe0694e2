"""What a policy says now, written as what a case expects."""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.cases.comparing import actual
from c7n_reflex.authoring.cases.model import UNKNOWN
from c7n_reflex.authoring.trace import Trace
from c7n_reflex.pipeline.outcome import Stage

JSON = dict[str, Any]
_LISTS = ("matched", "actions", "calls", "notices")


def expectation(trace: Trace, *, changes: bool = False) -> JSON:
    """The `expect` that this trace meets; with `changes` also what would be changed, in words."""
    found = actual(trace)
    expect: JSON = {"outcome": found["outcome"]}
    if found["outcome"] == UNKNOWN:
        return {**expect, "stage": found["stage"]}
    expect |= {name: found[name] for name in _LISTS if found[name]}
    if trace.outcome is not None and trace.outcome.stage is Stage.DECIDE and not found["matched"]:
        expect["matched"] = []
    if changes and found["changes"]:
        expect["changes"] = found["changes"]
    if found["denied"]:
        denied = [_plain(each, len(trace.resources) == 1) for each in found["denied"]]
        expect["denied"] = denied[0] if len(denied) == 1 else denied
    return expect


def _plain(denied: JSON, only_one: bool) -> JSON:
    """Without what is empty, and without the resource if there is no other."""
    return {key: value for key, value in denied.items() if value and not (only_one and key == "resource")}
