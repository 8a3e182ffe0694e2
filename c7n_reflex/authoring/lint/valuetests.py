"""Value filters as comparisons, and what follows from two of them (c7n.filters.core.ValueFilter.match)."""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from c7n_reflex.authoring.lint.elements import Filter

# Not `ni`: with it c7n does not take an empty tuple where there is no value, as with `not-in`.
_SHORTEST = {
    "equal": "eq",
    "not-equal": "ne",
    "greater-than": "gt",
    "less-than": "lt",
    "gte": "ge",
    "lte": "le",
}
SPECIAL = ("absent", "present", "not-null", "empty")  # values that are no values
_NEGATED = {"eq": "ne", "in": "not-in", "absent": "present", "not-null": "empty"}
_NEGATED |= {other: one for one, other in _NEGATED.items()}
_LOWER, _UPPER = ("gt", "ge"), ("lt", "le")


@dataclass(frozen=True)
class Comparison:
    """`op` is one of c7n's operators in its shortest form, or of SPECIAL; `type` is `value` or `event`."""

    type: str
    key: str
    op: str
    value: Any = None

    @property
    def values(self) -> list[Any] | None:
        """Those of `in` and `not-in`, if they are a list."""
        return self.value if self.op in ("in", "not-in") and isinstance(self.value, list) else None


def comparison(leaf: Filter) -> Comparison | None:
    """What a plain value filter compares; None for others, and where values are converted or looked up."""
    data = leaf.data
    if leaf.type not in ("value", "event") or not isinstance(data, Mapping):
        return None
    if "type" not in data:
        return _comparison("value", *next(iter(data.items())), "") if len(data) == 1 else None
    if set(data) - {"type", "key", "op", "value"} or not {"key", "value"} <= set(data):
        return None
    return _comparison(leaf.type, data["key"], data["value"], str(data.get("op", "")))


def _comparison(kind: str, key: Any, value: Any, op: str) -> Comparison | None:
    op = _SHORTEST.get(op, op) or "eq"
    if isinstance(value, str) and value in SPECIAL and op != "ne":
        # With any other operator both count: the word's meaning, and the comparison with the word.
        return Comparison(kind, str(key), value) if op == "eq" else None
    return Comparison(kind, str(key), op, value)


def identity(node: Filter) -> str:
    """The same text for filters that say the same."""
    if node.is_block:
        return json.dumps([node.type, sorted(map(identity, node.children))])
    compared = comparison(node)
    plain = [compared.type, compared.key, compared.op, compared.value] if compared else node.data
    return json.dumps(plain, sort_keys=True, default=str)


def conjuncts(block: Filter) -> Iterator[Filter]:
    """The parts of an `and` that must hold, those of an `and` in it included."""
    for child in block.children:
        if child.type == "and":
            yield from conjuncts(child)
        else:
            yield child


def complementary(one: Filter, other: Filter) -> bool:
    """True if one holds exactly where the other does not."""
    for inner, outer in ((one, other), (other, one)):
        if (
            outer.type == "not"
            and len(outer.children) == 1
            and identity(outer.children[0]) == identity(inner)
        ):
            return True
    test, opposite = comparison(one), comparison(other)
    return test is not None and opposite is not None and negated(test) == opposite


def negated(test: Comparison) -> Comparison | None:
    """The comparison that holds exactly where this one does not; None if it cannot be said."""
    op = _NEGATED.get(test.op)
    return replace(test, op=op) if op else None


def always(test: Comparison) -> bool:
    """True if everything passes: nothing is excluded, or what is compared with is no value."""
    return _always_passes(test) or (test.op == "not-in" and test.values == [])


def _always_passes(test: Comparison) -> bool:
    """`ne absent`: c7n lets the missing pass because of the value, and all others because of `ne`."""
    return test.op == "ne" and isinstance(test.value, str) and test.value in SPECIAL


def never(test: Comparison) -> bool:
    """True if nothing passes: none of no values."""
    return test.op == "in" and test.values == []


def impossible(one: Comparison, other: Comparison) -> bool:
    """True if no value passes both; says False where it is not certain."""
    if (one.type, one.key) != (other.type, other.key):
        return False
    return negated(one) == other or _excludes(one, other) or _excludes(other, one)


def _excludes(one: Comparison, other: Comparison) -> bool:
    if one.op == "absent":
        return _needs_a_value(other)
    if one.op == "empty":
        return other.op == "eq" and bool(other.value)
    if one.op == "eq":
        return not _passes(one.value, other)
    if one.op == "in" and one.values is not None:
        return all(not _passes(value, other) for value in one.values)
    return one.op in _LOWER and other.op in _UPPER and not _between(one, other)


def _needs_a_value(test: Comparison) -> bool:
    if test.op == "eq":
        return test.value is not None
    return test.op in ("not-null", *_LOWER, *_UPPER) or bool(test.op == "in" and test.values)


def _passes(value: Any, test: Comparison) -> bool:
    """Whether a value may pass; True where that is not certain."""
    if test.op == "eq":
        return bool(value == test.value)
    if test.values is not None:  # c7n asks whether () is in the list where there is no value
        return ((() if value is None else value) in test.values) is (test.op == "in")
    if test.op == "ne" and not _always_passes(test):
        return bool(value != test.value)
    if not (_is_number(value) and _is_number(test.value)):
        return True
    bounds = {"gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}
    return bool(bounds[test.op](value, test.value)) if test.op in bounds else True


def _between(lower: Comparison, upper: Comparison) -> bool:
    """Whether there may be a number between the bounds."""
    if not (_is_number(lower.value) and _is_number(upper.value)):
        return True
    if lower.value == upper.value:
        return lower.op == "ge" and upper.op == "le"
    return bool(lower.value < upper.value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
