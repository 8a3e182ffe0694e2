"""GetFindings' Filters and SortCriteria. Pure.

Values of one field are alternatives, but a negative comparison must hold for each of them; fields are joined
by AND. Which attribute a filter reads is derived from botocore's model of a finding.
Source: API_AwsSecurityFindingFilters, API_StringFilter, API_MapFilter.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

import botocore.session
from botocore.model import ListShape, Shape, StructureShape

Finding = dict[str, Any]
Condition = dict[str, Any]

# Filters whose name does not follow from the attribute's.
_PATHS: dict[str, tuple[str, ...]] = {
    "ComplianceAssociatedStandardsId": ("Compliance", "AssociatedStandards", "StandardsId"),
    "RecommendationText": ("Remediation", "Recommendation", "Text"),
}
_NEGATIVE = {
    "NOT_EQUALS": "EQUALS",
    "PREFIX_NOT_EQUALS": "PREFIX",
    "NOT_CONTAINS": "CONTAINS",
}
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "EQUALS": lambda wanted, value: wanted == value,
    "PREFIX": lambda wanted, value: value.startswith(wanted),
    "CONTAINS": lambda wanted, value: wanted in value,
    "CONTAINS_WORD": lambda wanted, value: re.search(rf"\b{re.escape(wanted)}\b", value) is not None,
}


def matches(finding: Finding, filters: dict[str, list[Condition]], moment: dt.datetime) -> bool:
    """True if the finding passes every filter. `moment` is now, for relative dates."""
    return all(
        _field(finding, name, conditions, moment) for name, conditions in filters.items() if conditions
    )


def ordered(findings: Iterable[Finding], criteria: list[dict[str, str]]) -> list[Finding]:
    """Sorted by the criteria, the first one counts most; a finding without the field comes last."""
    result = list(findings)
    for criterion in reversed(criteria):
        name = criterion.get("Field", "")
        present = [finding for finding in result if values(finding, name)]
        absent = [finding for finding in result if not values(finding, name)]
        read = functools.partial(_sort_key, name)
        present.sort(key=read, reverse=criterion.get("SortOrder") == "desc")
        result = present + absent
    return result


def values(finding: Finding, name: str) -> list[Any]:
    """What the filter or sort field `name` reads from a finding, lists flattened."""
    found: list[Any] = [finding]
    for step in path(name):
        found = [item[step] for item in found if isinstance(item, dict) and step in item]
        found = [each for item in found for each in (item if isinstance(item, list) else [item])]
    return found


@functools.cache
def path(name: str) -> tuple[str, ...]:
    """Attributes from the finding down to what a filter reads: "SeverityLabel" -> Severity, Label.

    For a name that is no filter it is the name itself, so that a sort by it finds what is there.
    """
    model = botocore.session.get_session().get_service_model("securityhub")
    return _PATHS.get(name) or _resolved(model.shape_for("AwsSecurityFinding"), name) or (name,)


def _resolved(shape: Shape, rest: str) -> tuple[str, ...] | None:
    """Cut the name into members of the shape, plural ones in the singular too, `Details` left out."""
    while isinstance(shape, ListShape):
        shape = shape.member
    if not rest:
        return ()
    if not isinstance(shape, StructureShape):
        return None
    for member in sorted(shape.members, key=len, reverse=True):
        for form in (member, member.removesuffix("s")):
            if rest.startswith(form):
                below = _resolved(shape.members[member], rest[len(form) :])
                if below is not None:
                    return (member, *below)
    if "Details" in shape.members:
        below = _resolved(shape.members["Details"], rest)
        return None if below is None else ("Details", *below)
    return None


def _sort_key(name: str, finding: Finding) -> tuple[bool, Any]:
    value = values(finding, name)[0]
    is_number = isinstance(value, int | float)
    return (is_number, value if is_number else str(value))


def _field(finding: Finding, name: str, conditions: list[Condition], moment: dt.datetime) -> bool:
    if name == "Keyword":
        return any(_contains_text(finding, condition["Value"].lower()) for condition in conditions)
    return holds(conditions, values(finding, name), moment)


def holds(conditions: list[Condition], found: list[Any], moment: dt.datetime) -> bool:
    """True if one of the positive conditions holds for a value found, and every negative one for all."""
    negative = [condition for condition in conditions if condition.get("Comparison") in _NEGATIVE]
    positive = [condition for condition in conditions if condition not in negative]
    return all(not _any(_opposite(condition), found, moment) for condition in negative) and (
        not positive or any(_any(condition, found, moment) for condition in positive)
    )


def _opposite(condition: Condition) -> Condition:
    return {**condition, "Comparison": _NEGATIVE[condition["Comparison"]]}


def _any(condition: Condition, found: list[Any], moment: dt.datetime) -> bool:
    return any(_one(condition, value, moment) for value in found)


def _one(condition: Condition, value: Any, moment: dt.datetime) -> bool:
    if "Key" in condition:
        return condition["Key"] in value and _text(condition, str(value[condition["Key"]]))
    if "Comparison" in condition:
        return _text(condition, str(value))
    if "Cidr" in condition:
        return _in_network(condition["Cidr"], str(value))
    if "Value" in condition:
        return bool(value) is bool(condition["Value"])
    if condition.keys() & {"Start", "End", "DateRange"}:
        return _in_period(condition, str(value), moment)
    return _in_bounds(condition, value)


def _text(condition: Condition, value: str) -> bool:
    return _COMPARE[condition["Comparison"]](str(condition["Value"]), value)


def _in_network(cidr: str, value: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False


def _in_bounds(condition: Condition, value: Any) -> bool:
    checks: dict[str, Callable[[float], bool]] = {
        "Eq": lambda bound: float(value) == bound,
        "Gte": lambda bound: float(value) >= bound,
        "Lte": lambda bound: float(value) <= bound,
        "Gt": lambda bound: float(value) > bound,
        "Lt": lambda bound: float(value) < bound,
    }
    return all(check(float(condition[name])) for name, check in checks.items() if name in condition)


def _in_period(condition: Condition, value: str, moment: dt.datetime) -> bool:
    time = dt.datetime.fromisoformat(value)
    if "DateRange" in condition:
        days = dt.timedelta(days=int(condition["DateRange"]["Value"]))
        recent = moment - days <= time <= moment
        return recent if condition["DateRange"].get("Comparison", "WITHIN") == "WITHIN" else not recent
    start, end = condition.get("Start"), condition.get("End")
    return (start is None or time >= dt.datetime.fromisoformat(start)) and (
        end is None or time <= dt.datetime.fromisoformat(end)
    )


def _contains_text(value: Any, keyword: str) -> bool:
    if isinstance(value, dict):
        return any(_contains_text(item, keyword) for item in value.values())
    if isinstance(value, list):
        return any(_contains_text(item, keyword) for item in value)
    return keyword in str(value).lower()
