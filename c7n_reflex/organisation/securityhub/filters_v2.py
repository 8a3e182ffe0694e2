"""GetFindingsV2's Filters and SortCriteria. Pure.

Filters of a composite are joined by its Operator, composites by CompositeOperator; both are AND if not given.
Source: API_GetFindingsV2, API_CompositeFilter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from c7n_reflex.organisation.securityhub.filters import holds
from c7n_reflex.organisation.securityhub.ocsf import Finding, values

_KINDS = ("StringFilters", "DateFilters", "BooleanFilters", "NumberFilters", "IpFilters", "MapFilters")


def matches(finding: Finding, filters: dict[str, Any], moment: dt.datetime) -> bool:
    """True if the finding passes. `moment` is now, for relative dates."""
    composites = filters.get("CompositeFilters") or []
    results = (_composite(finding, composite, moment) for composite in composites)
    return not composites or _joined(filters.get("CompositeOperator"), results)


def ordered(findings: list[Finding], criteria: list[dict[str, str]]) -> list[Finding]:
    """Sorted by the criteria, the first one counts most; a finding without the field comes last."""
    for criterion in reversed(criteria):
        path = criterion.get("Field", "")
        present = [finding for finding in findings if values(finding, path)]
        absent = [finding for finding in findings if not values(finding, path)]
        present.sort(key=lambda finding: _sort_key(values(finding, path)[0]))
        if criterion.get("SortOrder") == "desc":
            present.reverse()
        findings = present + absent
    return findings


def _composite(finding: Finding, composite: dict[str, Any], moment: dt.datetime) -> bool:
    return _joined(composite.get("Operator"), _conditions(finding, composite, moment))


def _conditions(finding: Finding, composite: dict[str, Any], moment: dt.datetime) -> Iterator[bool]:
    for kind in _KINDS:
        for item in composite.get(kind) or ():
            found = values(finding, item["FieldName"])
            if kind == "MapFilters":
                found = [_as_map(found)]
            yield holds([item["Filter"]], found, moment)
    for nested in composite.get("NestedCompositeFilters") or ():
        yield _composite(finding, nested, moment)


def _as_map(found: list[Any]) -> dict[str, Any]:
    """OCSF writes tags as a list of {"name", "value"}."""
    out: dict[str, Any] = {}
    for item in found:
        if isinstance(item, dict):
            out.update({item["name"]: item.get("value", "")} if "name" in item else item)
    return out


def _joined(operator: str | None, results: Iterator[bool]) -> bool:
    return any(results) if operator == "OR" else all(results)


def _sort_key(value: Any) -> tuple[bool, Any]:
    is_number = isinstance(value, int | float)
    return is_number, value if is_number else str(value)
