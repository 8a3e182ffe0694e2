"""A pattern's alternatives (one for each combination of `$or` branches) as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.events.patterns import InvalidPatternError
from c7n_reflex.events.patterns.rules import OR, read_object

Written = dict[str, list[Any]]  # a field's alternatives, by dotted path


def written(pattern: Mapping[str, Any]) -> list[Written]:
    """The same alternatives in the same order as `read_rules` gives, each field as its author wrote it.

    Raises InvalidPatternError for a pattern that EventBridge would refuse.
    """
    return _expand([{}], pattern, (), branching=_branches(pattern))


def _branches(pattern: Mapping[str, Any]) -> bool:
    """Whether the matcher reads `$or` as an operator; with a reserved name inside it is a field's name."""
    if not isinstance(pattern, dict):
        raise InvalidPatternError("", "is not an object")
    try:
        read_object([{}], pattern, (), branching=True, in_branch=False)
    except InvalidPatternError as error:
        try:
            read_object([{}], pattern, (), branching=False, in_branch=False)
        except InvalidPatternError:
            raise error from None
        return False
    return True


def _expand(
    rules: list[Written], pattern: Mapping[Any, Any], path: tuple[str, ...], *, branching: bool
) -> list[Written]:
    for name, wanted in pattern.items():
        here = (*path, str(name))
        if name == OR and branching:
            rules = [rule for branch in wanted for rule in _expand(rules, branch, path, branching=branching)]
        elif isinstance(wanted, dict):
            rules = _expand(rules, wanted, here, branching=branching)
        else:
            rules = [{**rule, ".".join(here): wanted} for rule in rules]
    return rules
