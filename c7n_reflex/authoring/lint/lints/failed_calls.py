"""W109: a pattern that matches calls which failed."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.patterns import also_failed_calls
from c7n_reflex.events.patterns import InvalidPatternError


class FailedCalls(Lint):
    """Mode cloudtrail leaves them out unless `detail.errorCode` is written."""

    id = "W109"
    name = "failed-calls"
    title = "A policy reacts to calls that changed something."
    why = (
        "A call that was denied or invalid changed nothing, but is recorded as well. The function is "
        "started for it, and what it looks at is as it was before."
    )
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
  pattern:
    detail:
      errorCode: [{exists: false}, {exists: true}]
"""
    prefer = "resource: aws.ec2\nmode:\n  type: cloudtrail\n  events: [RunInstances]\n"
    source = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `mode.pattern`."""
        pattern = policy.pattern
        if not pattern or not policy.mode_block.get("pattern"):
            return
        try:
            found = also_failed_calls(pattern)
        except InvalidPatternError:
            return  # E104
        if found:
            remedy = "write detail: {errorCode: [{exists: false}]}"
            yield Problem(
                ("mode", "pattern"), "the pattern matches calls that failed, too", remedy, on_key=True
            )
