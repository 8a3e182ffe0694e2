"""W106: a shortcut that stock Custodian subscribes to under a name that never arrives."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import calls


class StockShortcutDead(Lint):
    """c7n.cwe.CloudWatchEvents.trail_events has its own name, which the pattern does not use."""

    id = "W106"
    name = "stock-shortcut-dead"
    title = "Events whose recorded name has a version are written out."
    why = (
        "CloudTrail records CreateFunction as CreateFunction20150331. For the shortcut, stock Custodian "
        "subscribes to the name without the version: the policy is dead. c7n-reflex subscribes to the "
        "right one."
    )
    avoid = "resource: aws.lambda\nmode:\n  type: cloudtrail\n  events: [CreateFunction]\n"
    prefer = """\
resource: aws.lambda
mode:
  type: cloudtrail
  events:
    - source: lambda.amazonaws.com
      event: CreateFunction20150331
      ids: requestParameters.functionName
"""
    source = "c7n.mu.CloudWatchEventSource.resolve_cloudtrail_payload"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a shortcut."""
        for call in calls(policy):
            if call.shortcut and call.shortcut != call.name:
                message = (
                    f"stock Custodian waits for {call.shortcut}, which CloudTrail records as {call.name}"
                )
                remedy = f"write {{source: {call.source}, event: {call.name}, ids: {call.ids}}}"
                yield Problem(call.key, message, remedy)
