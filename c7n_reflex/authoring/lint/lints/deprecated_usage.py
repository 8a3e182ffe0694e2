"""W602: something that Custodian has deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from c7n_reflex.authoring.lint.base import Fleet, Key, Lint, LintedPolicy, Problem


class DeprecatedUsage(Lint):
    """What `custodian validate --strict` refuses, with its line."""

    id = "W602"
    name = "deprecated-usage"
    title = "Nothing is used that Custodian has deprecated."
    why = "A later version of Custodian will refuse the policy."
    avoid = """\
resource: aws.ec2
filters:
  - tag:owner: absent
actions:
  - type: mark-for-op
    op: stop
"""
    prefer = """\
resource: aws.ec2
filters:
  - tag:owner: absent
actions:
  - type: mark-for-op
    op: stop
    tag: custodian_cleanup
    days: 4
"""
    source = "c7n.deprecated"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem each."""
        manager = policy.policy.resource_manager
        yield from _found((), policy.policy.get_deprecations())
        yield from _found(("conditions",), policy.policy.conditions.get_deprecations())
        yield from _found(("mode",), policy.mode.get_deprecations())
        yield from _found(("resource",), manager.get_deprecations())
        for block, elements in (("filters", manager.filters), ("actions", manager.actions)):
            for index, element in enumerate(elements):
                yield from _found((block, index), element.get_deprecations())


def _found(key: Key, deprecations: Iterable[Any]) -> Iterator[Problem]:
    for each in deprecations:
        more = " ".join(filter(None, (each.remove_text, f"see {each.link}" if each.link else "")))
        yield Problem(key, str(each), more)
