"""A compiled pattern: `compile` once, `matches` often."""

from __future__ import annotations

from typing import Any

from c7n_reflex.events.patterns.field import Field
from c7n_reflex.events.patterns.rules import DEEPEST, Rule, read_rules
from c7n_reflex.events.patterns.values import Scalar

# Which element of which array a value stands in: {array number: index}. Values that stand directly in an
# array, not in an object in it, do not count as members.
Membership = dict[int, int]
Values = dict[str, list[tuple[Scalar, Membership]]]

NOWHERE: Membership = {}


def compile(pattern: Any) -> Pattern:  # noqa: A001 - as in `re.compile`
    """Read a pattern (the parsed JSON of EventPattern). Raises InvalidPatternError if it would be refused."""
    return Pattern(read_rules(pattern))


class Pattern:
    """An event pattern. Instances are immutable and safe to share between threads."""

    def __init__(self, rules: list[Rule]) -> None:
        # The engine tries fields in the order of their UTF-16 names, which decides which array elements an
        # {"exists": false} sees.
        self._rules = [
            sorted(rule.items(), key=lambda item: item[0].encode("utf-16-be", "replace")) for rule in rules
        ]
        self._leaves = frozenset(path for rule in rules for path in rule)
        self._stems = frozenset(stem for path in self._leaves for stem in _stems(path))

    def matches(self, event: Any) -> bool:
        """Whether the event (the whole envelope as parsed JSON) matches; what is not an object never does."""
        if not isinstance(event, dict):
            return False
        values = Flattening(self._leaves, self._stems).run(event)
        return any(satisfies(rule, 0, values, NOWHERE) for rule in self._rules)


def _stems(path: str) -> list[str]:
    return [path[:index] for index, character in enumerate(path) if character == "."]


class Flattening:
    """Collects the values of an event by dotted path, only where a pattern looks."""

    def __init__(self, leaves: frozenset[str], stems: frozenset[str]) -> None:
        self._leaves = leaves
        self._stems = stems
        self._arrays = 0
        self._values: Values = {}

    def run(self, event: dict[str, Any]) -> Values:
        for name, value in event.items():
            self._visit(name, value, NOWHERE)
        return self._values

    def _visit(self, path: str, value: Any, membership: Membership) -> None:
        if isinstance(value, dict):
            if path in self._stems:
                for name, inner in value.items():
                    self._visit(f"{path}.{name}", inner, membership)
        elif isinstance(value, list):
            if len(membership) < DEEPEST and (path in self._stems or path in self._leaves):
                self._visit_array(path, value, membership)
        elif path in self._leaves:
            self._values.setdefault(path, []).append((value, membership))

    def _visit_array(self, path: str, array: list[Any], membership: Membership) -> None:
        number = self._arrays
        self._arrays += 1
        for index, element in enumerate(array):
            nested = isinstance(element, dict | list)
            self._visit(path, element, {**membership, number: index} if nested else membership)


def satisfies(rule: list[tuple[str, Field]], depth: int, values: Values, so_far: Membership) -> bool:
    """Whether the fields from `depth` on can be met by values from the same elements of shared arrays."""
    if depth == len(rule):
        return True
    path, field = rule[depth]
    found = values.get(path, ())
    consistent = [(value, membership) for value, membership in found if _agree(so_far, membership)]
    if field.absent and not consistent and satisfies(rule, depth + 1, values, so_far):
        return True
    tried: list[Membership] = []
    for value, membership in consistent:
        together = {**so_far, **membership} if membership else so_far
        if together not in tried and field.matches(value):
            tried.append(together)
            if satisfies(rule, depth + 1, values, together):
                return True
    return False


def _agree(first: Membership, second: Membership) -> bool:
    return all(first.get(array, index) == index for array, index in second.items())
