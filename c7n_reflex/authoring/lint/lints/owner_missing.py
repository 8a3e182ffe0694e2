"""W502: nobody answers for the policy."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem


class OwnerMissing(Lint):
    """Asked of policies that act."""

    id = "W502"
    name = "owner-missing"
    title = "A policy with actions says who answers for it."
    why = "The account's owner, whose resource was changed, has nobody to ask."
    avoid = """\
resource: aws.ec2
metadata: {enforcement: observe, controls: []}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    prefer = """\
resource: aws.ec2
metadata: {enforcement: observe, controls: [], owner: security@example.com}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    source = "docs/policies.md"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `metadata`, or the policy's name."""
        metadata = policy.data.get("metadata") or {}
        if policy.data.get("actions") and not metadata.get("owner"):
            key = ("metadata",) if metadata else ("name",)
            yield Problem(key, "metadata.owner is missing", "write the address of a team", on_key=True)
