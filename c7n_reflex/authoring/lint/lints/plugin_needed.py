"""I603: a mode that only c7n-reflex has."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem

_STOCK_GUARD_DUTY = ("account", "ec2", "iam-user")  # c7n.policy.GuardDutyMode.supported_resources


class PluginNeeded(Lint):
    """Mode `event`, and mode `guard-duty` with resource types that stock Custodian has not."""

    id = "I603"
    name = "plugin-needed"
    title = "The mode is one that stock Custodian has, too."
    why = "Where only `custodian` is installed, this policy is refused: it needs `c7n-reflex custodian`."
    avoid = """\
resource: aws.s3
mode:
  type: event
  pattern:
    source: [aws.config]
    detail-type: [Config Rules Compliance Change]
  ids: detail.resourceId
filters:
  - tag:owner: absent
"""
    prefer = """\
resource: aws.s3
mode:
  type: hub-finding
  pattern:
    detail:
      findings:
        Compliance:
          SecurityControlId: [S3.8]
filters:
  - tag:owner: absent
"""
    source = "c7n.policy.execution"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `mode.type`."""
        is_ours = policy.mode_type == "event"
        manager = policy.policy.resource_manager
        if policy.mode_type == "guard-duty" and manager.type not in _STOCK_GUARD_DUTY:
            is_ours = True
        if is_ours:
            message = f"stock Custodian has no mode {policy.mode_type} for {policy.resource}"
            yield Problem(("mode", "type"), message, "run and deploy it by c7n-reflex custodian")
