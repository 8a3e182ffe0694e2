"""W501: it is not said how far the policy may go."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem


class EnforcementMissing(Lint):
    """Without it a policy enforces (c7n_reflex.safeguards.enforcement)."""

    id = "W501"
    name = "enforcement-missing"
    title = "A policy with actions says whether it observes, waits for approval or enforces."
    why = "Without `metadata.enforcement` a policy makes its changes from the first minute on."
    avoid = """\
resource: aws.ec2
metadata: {owner: security@example.com, controls: []}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    prefer = """\
resource: aws.ec2
metadata: {enforcement: observe, owner: security@example.com, controls: []}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    source = "c7n_reflex.safeguards.enforcement.Enforcement"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `metadata`, or the policy's name."""
        metadata = policy.data.get("metadata") or {}
        if policy.data.get("actions") and "enforcement" not in metadata:
            key = ("metadata",) if metadata else ("name",)
            remedy = "write metadata: {enforcement: observe}, and enforce when its ledger is as you expect"
            yield Problem(key, "metadata.enforcement is missing, so the policy enforces", remedy, on_key=True)
