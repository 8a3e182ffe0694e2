"""W202: a filter that everything passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import Filter, filter_tree, walk
from c7n_reflex.authoring.lint.valuetests import always, comparison, complementary, never


class AlwaysTrueFilter(Lint):
    """Says nothing where it is not certain."""

    id = "W202"
    name = "always-true-filter"
    title = "Each filter keeps something out."
    why = (
        "The policy acts on more than it seems to. A trap is `op: ne` with `absent`, `present`, `not-null` "
        "or `empty`: Custodian takes the missing for a match because of the value, and everything else "
        "because of `ne`."
    )
    avoid = """\
resource: aws.ec2
filters:
  - type: value
    key: "tag:owner"
    op: ne
    value: absent
"""
    prefer = "resource: aws.ec2\nfilters:\n  - tag:owner: present\n"
    source = "c7n.filters.core.ValueFilter.match"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem for each block or filter."""
        for node in walk(filter_tree(policy)):
            reason = _reason(node)
            if reason:
                yield Problem(
                    node.key, f"everything passes this filter: {reason}", "remove it, or say what is meant"
                )


def _reason(node: Filter) -> str:
    if node.type == "or":
        pairs = combinations(node.children, 2)
        return "two of its parts are opposites" if any(complementary(a, b) for a, b in pairs) else ""
    if node.type == "not":
        tests = [comparison(child) for child in node.children]
        return "nothing passes what it negates" if any(test and never(test) for test in tests) else ""
    test = comparison(node)
    if not test or not always(test):
        return ""
    return (
        "its list is empty" if test.op == "not-in" else f"what is not {test.value} is not equal to that word"
    )
