"""W108: a subscription to every finding."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.modes.patterns import mentions


class UnpatternedFinding(Lint):
    """Hub-action is left alone: its findings were chosen by a person."""

    id = "W108"
    name = "unpatterned-finding"
    title = "A `hub-finding` policy says which findings it is about."
    why = (
        "Without `mode.pattern` every imported finding of every product starts the function, and every one "
        "on a resource of this type leads to the actions; under stock Custodian even those that filters "
        "exclude."
    )
    avoid = "resource: aws.ec2\nmode:\n  type: hub-finding\nfilters:\n  - State.Name: running\n"
    prefer = """\
resource: aws.ec2
mode:
  type: hub-finding
  pattern:
    detail:
      findings:
        Compliance:
          SecurityControlId: [EC2.9]
filters:
  - State.Name: running
"""
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-all-findings.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `mode`."""
        pattern = policy.mode_block.get("pattern")
        if policy.mode_type == "hub-finding" and not mentions(pattern, ("detail", "findings")):
            remedy = "name the controls, products or types in mode.pattern, detail.findings"
            yield Problem(("mode", "type"), "every finding in Security Hub starts this policy", remedy)
