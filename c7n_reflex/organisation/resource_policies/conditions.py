"""The Condition element of a policy statement.

Source: "IAM JSON policy elements: Condition operators" and "Conditions with multiple keys or values" of the
IAM User Guide.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from c7n_reflex.organisation.resource_policies.wildcards import arn_matches, matches

Compare = Callable[[str, str], bool]  # (value in the policy, value in the request)


def holds(conditions: Mapping[str, Mapping[str, Any]], keys: Mapping[str, Any]) -> bool:
    """True if every operator holds for every key. `keys` has lower-case names.

    Raises ValueError for an operator that IAM does not have.
    """
    return all(
        _holds(operator, _texts(wanted), _texts(keys[name.lower()]) if name.lower() in keys else None)
        for operator, block in conditions.items()
        for name, wanted in block.items()
    )


def _holds(operator: str, wanted: list[str], given: list[str] | None) -> bool:
    quantifier, _, name = operator.rpartition(":")
    optional = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    if name == "Null":
        return (given is None) is (wanted == ["true"])
    compare, negated = _operator(name)
    if quantifier == "ForAllValues":
        return all(_one(compare, negated, wanted, value) for value in given or [])
    if given is None:
        return optional or (negated and quantifier != "ForAnyValue")
    if quantifier == "ForAnyValue" or not negated:
        return any(_one(compare, negated, wanted, value) for value in given)
    return all(_one(compare, negated, wanted, value) for value in given)


def _one(compare: Compare, negated: bool, wanted: list[str], value: str) -> bool:
    """Values of one key are alternatives; of a negated operator, none may match."""
    return any(_guarded(compare, item, value) for item in wanted) is not negated


def _guarded(compare: Compare, wanted: str, value: str) -> bool:
    """A value that is no number, date or address equals none."""
    try:
        return compare(wanted, value)
    except ValueError:
        return False


def _operator(name: str) -> tuple[Compare, bool]:
    if name in _POSITIVE:
        return _POSITIVE[name], False
    if name in _NEGATED:
        return _NEGATED[name], True
    raise ValueError(f"{name!r} is not a condition operator")


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]


def _date(text: str) -> dt.datetime:
    if text.replace(".", "", 1).isdigit() and len(text) > 8:
        return dt.datetime.fromtimestamp(float(text), dt.UTC)
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _in_network(wanted: str, value: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)


_POSITIVE: dict[str, Compare] = {
    "StringEquals": lambda wanted, value: wanted == value,
    "StringEqualsIgnoreCase": lambda wanted, value: wanted.lower() == value.lower(),
    "StringLike": matches,
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
    "Bool": lambda wanted, value: wanted.lower() == value.lower(),
    "BinaryEquals": lambda wanted, value: wanted == value,
    "IpAddress": _in_network,
    "NumericEquals": lambda wanted, value: float(wanted) == float(value),
    "NumericLessThan": lambda wanted, value: float(value) < float(wanted),
    "NumericLessThanEquals": lambda wanted, value: float(value) <= float(wanted),
    "NumericGreaterThan": lambda wanted, value: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda wanted, value: float(value) >= float(wanted),
    "DateEquals": lambda wanted, value: _date(wanted) == _date(value),
    "DateLessThan": lambda wanted, value: _date(value) < _date(wanted),
    "DateLessThanEquals": lambda wanted, value: _date(value) <= _date(wanted),
    "DateGreaterThan": lambda wanted, value: _date(value) > _date(wanted),
    "DateGreaterThanEquals": lambda wanted, value: _date(value) >= _date(wanted),
}
_NEGATED: dict[str, Compare] = {
    "StringNotEquals": _POSITIVE["StringEquals"],
    "StringNotEqualsIgnoreCase": _POSITIVE["StringEqualsIgnoreCase"],
    "StringNotLike": matches,
    "ArnNotEquals": arn_matches,
    "ArnNotLike": arn_matches,
    "NotIpAddress": _in_network,
    "NumericNotEquals": _POSITIVE["NumericEquals"],
    "DateNotEquals": _POSITIVE["DateEquals"],
}
