"""Expectations on AWS state, read by boto3 after the drill."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from c7n_reflex.drill import variables
from c7n_reflex.drill.callers import Callers
from c7n_reflex.drill.calling import attempt
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Call, StateCheck, UnchangedCheck
from c7n_reflex.drill.outcome import Check, CheckKind, Outcome


def read(call: Call, query: str, performance: Performance, callers: Callers) -> Any:
    """What the call answers under the query; {"error": code} if it fails."""
    import jmespath

    answer, error = attempt(call, performance, callers)
    if error:
        return {"error": error}
    return jmespath.search(variables.fill(query, performance.variables), answer)


def state(performance: Performance, callers: Callers) -> list[Check]:
    """One check for each `expect.state`."""
    return [_state("state", check, performance, callers) for check in performance.scenario.expect.state]


def undone(performance: Performance, callers: Callers) -> list[Check]:
    """One check for each `expect.undone`."""
    return [_state("undone", check, performance, callers) for check in performance.scenario.expect.undone]


def _state(kind: CheckKind, check: StateCheck, performance: Performance, callers: Callers) -> Check:
    found = read(check.call, check.query or "@", performance, callers)
    if check.call.error:
        text = f"{_name(check.call)} fails with {check.call.error}"
        return _check(kind, text, found == {"error": check.call.error}, found)
    value = variables.fill(check.value, performance.variables)
    text = f"{_name(check.call)}: {check.query} is {_short(value)}"
    return _check(kind, text, plain(found) == plain(value), found)


def unchanged(performance: Performance, callers: Callers, before: Sequence[Any]) -> list[Check]:
    """One check for each `expect.unchanged`; `before` is what they answered before the attack."""
    expected = performance.scenario.expect.unchanged
    return [_unchanged(check, performance, callers, was) for check, was in zip(expected, before, strict=True)]


def _unchanged(check: UnchangedCheck, performance: Performance, callers: Callers, before: Any) -> Check:
    found = read(check.call, check.query, performance, callers)
    text = f"{_name(check.call)}: {check.query} is still {_short(before)}"
    return _check("unchanged", text, plain(found) == plain(before), found)


def reaction(performance: Performance, outcome: Outcome) -> list[Check]:
    """Whether one of our roles has changed something of this performance, and was to."""
    policy = performance.scenario.policy
    acted = ", ".join(outcome.actions) or "nothing"
    if policy is None:
        return [Check("reaction", "no policy touches it", not outcome.actions, acted)]
    return [Check("reaction", f"{policy} acts on it", bool(outcome.actions), acted)]


def plain(value: Any) -> Any:
    """As JSON would have it, so that dates and tuples compare with what YAML says."""
    return json.loads(json.dumps(value, default=str))


def _check(kind: Any, text: str, passed: bool, found: Any) -> Check:
    return Check(kind, text, passed, _short(found))


def _name(call: Call) -> str:
    return f"{call.service}.{call.operation}"


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 300 else text[:297] + "..."
