"""Turns a pattern into alternatives, one for each combination of `$or` branches: sets of fields by path."""

from __future__ import annotations

from typing import Any

from c7n_reflex.events.patterns.errors import InvalidPatternError
from c7n_reflex.events.patterns.field import Field
from c7n_reflex.events.patterns.operators import read_field

Rule = dict[str, Field]  # by dotted path

OR = "$or"
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html ("$or")
MOST_RULES = 1000
DEEPEST = 100
# Names that an object inside `$or` may not have as fields (event-ruler, Constants): with one of them the
# engine reads the whole pattern again, `$or` being a field like any other.
_RESERVED = frozenset(
    {
        "exactly",
        "equals-ignore-case",
        "prefix",
        "suffix",
        "anything-but",
        "exists",
        "wildcard",
        "numeric",
        "cidr",
        "html",
        "regex",
        "not-wildcard",
        "not-equals-ignore-case",
        "date-after",
        "date-on-or-after",
        "date-before",
        "date-on-or-before",
        "in-date-range",
        "ip-address-in-range",
        "ip-address-not-in-range",
        "=",
        "<",
        "<=",
        ">",
        ">=",
    }
)


def read_rules(pattern: Any) -> list[Rule]:
    """The alternatives of a pattern, at least one. Raises InvalidPatternError."""
    if not isinstance(pattern, dict):
        raise InvalidPatternError("", "is not an object")
    try:
        return read_object([{}], pattern, (), branching=True, in_branch=False)
    except InvalidPatternError as error:
        try:
            return read_object([{}], pattern, (), branching=False, in_branch=False)
        except InvalidPatternError:
            raise error from None


def read_object(
    rules: list[Rule], pattern: dict[Any, Any], path: tuple[str, ...], *, branching: bool, in_branch: bool
) -> list[Rule]:
    if not pattern:
        raise InvalidPatternError(".".join(path), "empty objects are not allowed")
    if len(path) > DEEPEST:
        raise InvalidPatternError(".".join(path), f"is nested more than {DEEPEST} deep")
    for name, wanted in pattern.items():
        here = (*path, str(name))
        key = ".".join(here)
        if name == OR and branching:
            rules = _read_branches(rules, wanted, path)
        elif in_branch and name in _RESERVED:
            raise InvalidPatternError(key, f"{name!r} is reserved and cannot be a field inside $or")
        elif isinstance(wanted, dict):
            rules = read_object(rules, wanted, here, branching=branching, in_branch=in_branch)
        elif isinstance(wanted, list):
            field = read_field(key, wanted)
            # A later mention of a path replaces an earlier one, as in the engine.
            rules = [{**rule, key: field} for rule in rules]
        else:
            raise InvalidPatternError(key, "must be an object or an array")
    return rules


def _read_branches(rules: list[Rule], branches: Any, path: tuple[str, ...]) -> list[Rule]:
    key = ".".join((*path, OR))
    if not isinstance(branches, list):
        raise InvalidPatternError(key, "must be an array")
    if len(branches) < 2:
        raise InvalidPatternError(key, "must have at least 2 objects")
    found: list[Rule] = []
    for index, branch in enumerate(branches):
        if not isinstance(branch, dict):
            raise InvalidPatternError(f"{key}[{index}]", "must be an object")
        found += read_object(rules, branch, path, branching=True, in_branch=True)
        if len(found) > MOST_RULES:
            raise InvalidPatternError(key, f"makes more than {MOST_RULES} combinations")
    return found
