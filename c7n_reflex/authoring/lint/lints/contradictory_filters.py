"""E201: filters that no resource can pass together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import Filter, filter_tree, walk
from c7n_reflex.authoring.lint.valuetests import comparison, complementary, conjuncts, impossible, never


class ContradictoryFilters(Lint):
    """Says nothing where it is not certain: converted values, regular expressions, values from elsewhere."""

    id = "E201"
    name = "contradictory-filters"
    title = "There are resources that pass all filters."
    why = "The policy never does anything. The filters of a list are joined by `and`; perhaps `or` was meant."
    avoid = "resource: aws.ec2\nfilters:\n  - State.Name: running\n  - State.Name: stopped\n"
    prefer = (
        "resource: aws.ec2\nfilters:\n  - or:\n      - State.Name: running\n      - State.Name: stopped\n"
    )
    source = "c7n.filters.core.ValueFilter.match"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At the later filter of two."""
        root = filter_tree(policy)
        nested = {id(child) for each in walk(root) if each.type == "and" for child in each.children}
        for block in walk(root):
            if block.type == "and" and id(block) not in nested:
                yield from _pairs(block)
            test = comparison(block)
            if test and never(test):
                yield Problem(
                    block.key, f"{test.key} is in no list without values", "nothing passes this filter"
                )


def _pairs(block: Filter) -> Iterator[Problem]:
    told: set[int] = set()
    for one, other in combinations(conjuncts(block), 2):
        if id(other) not in told and _contradict(one, other):
            told.add(id(other))
            message = f"no resource passes this and {_said(one)}"
            yield Problem(other.key, message, "join them by `or`, or remove one")


def _contradict(one: Filter, other: Filter) -> bool:
    if complementary(one, other):
        return True
    first, second = comparison(one), comparison(other)
    return bool(first and second) and impossible(first, second)  # type: ignore[arg-type]


def _said(node: Filter) -> str:
    test = comparison(node)
    return f"the filter on {test.key} above" if test else f"the filter {node.type} above"
