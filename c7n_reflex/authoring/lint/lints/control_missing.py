"""I503: it is not said which control the policy enforces."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem


class ControlMissing(Lint):
    """Asked of policies that act."""

    id = "I503"
    name = "control-missing"
    title = "A policy with actions names the controls that it enforces."
    why = (
        "Which control is covered by which policy can then be told to auditors. A rule of the "
        "organisation's own has `controls: []`."
    )
    avoid = """\
resource: aws.ec2
metadata: {enforcement: observe, owner: security@example.com}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    prefer = """\
resource: aws.ec2
metadata: {enforcement: observe, owner: security@example.com, controls: [EC2.19]}
filters:
  - tag:owner: absent
actions:
  - stop
"""
    source = "docs/policies.md"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `metadata`, or the policy's name."""
        metadata = policy.data.get("metadata") or {}
        if policy.data.get("actions") and "controls" not in metadata:
            key = ("metadata",) if metadata else ("name",)
            remedy = "write the Security Hub controls, [] if there is none"
            yield Problem(key, "metadata.controls is missing", remedy, on_key=True)
