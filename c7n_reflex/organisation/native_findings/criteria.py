"""GuardDuty's FindingCriteria: conditions on attributes of a finding's JSON. Pure.

Source: API_ListFindings, API_Condition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Each has an older name, too.
_BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThan": lambda value, bound: value > bound,
    "GreaterThanOrEqual": lambda value, bound: value >= bound,
    "LessThan": lambda value, bound: value < bound,
    "LessThanOrEqual": lambda value, bound: value <= bound,
}
_OLD = {"Eq": "Equals", "Neq": "NotEquals", "Gt": "GreaterThan", "Gte": "GreaterThanOrEqual"}
_OLD |= {"Lt": "LessThan", "Lte": "LessThanOrEqual"}


def matches(finding: dict[str, Any], criterion: dict[str, dict[str, Any]]) -> bool:
    """True if every attribute ("service.archived", "severity") meets all its conditions."""
    return all(_meets(_texts(finding, path), condition) for path, condition in criterion.items())


def _meets(found: list[str], condition: dict[str, Any]) -> bool:
    named = {_OLD.get(name, name): wanted for name, wanted in condition.items()}
    if "Equals" in named and not set(found) & set(named["Equals"]):
        return False
    if set(found) & set(named.get("NotEquals", ())):
        return False
    return all(
        any(check(float(value), float(named[name])) for value in found)
        for name, check in _BOUNDS.items()
        if name in named
    )


def _texts(finding: dict[str, Any], path: str) -> list[str]:
    found: list[Any] = [finding]
    for step in path.split("."):
        found = [item[step] for item in found if isinstance(item, dict) and step in item]
        found = [each for item in found for each in (item if isinstance(item, list) else [item])]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in found]
