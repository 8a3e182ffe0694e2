"""W203: the same filter twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import Filter, filter_tree, walk
from c7n_reflex.authoring.lint.valuetests import conjuncts, identity


class DuplicateFilter(Lint):
    """Within one block; filters that count what the others left may be there again."""

    id = "W203"
    name = "duplicate-filter"
    title = "No filter is there twice in one block."
    why = "The second changes nothing. Perhaps another key or value was meant."
    avoid = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\n  - tag:owner: absent\n"
    prefer = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\n  - tag:team: absent\n"
    source = "c7n.filters.core.FilterRegistry.parse"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At the later one."""
        root = filter_tree(policy)
        for block in walk(root):
            seen: set[str] = set()
            for part in conjuncts(block) if block is root else block.children:
                if _counts(part):
                    continue
                if identity(part) in seen:
                    yield Problem(
                        part.key, "the same filter is above already", "remove it, or say what is meant"
                    )
                seen.add(identity(part))


def _counts(part: Filter) -> bool:
    data = part.data if isinstance(part.data, Mapping) else {}
    return part.type == "reduce" or data.get("value_type") == "resource_count"
