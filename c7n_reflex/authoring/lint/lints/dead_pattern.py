"""E104: a pattern that no event can match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.patterns import dead
from c7n_reflex.events.patterns import InvalidPatternError


class DeadPattern(Lint):
    """Of the pattern that the mode makes, with `mode.pattern` merged in."""

    id = "E104"
    name = "dead-pattern"
    title = "There are events that the policy's pattern matches."
    why = "The rule never starts the function, and nothing says so."
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
  pattern:
    detail:
      userIdentity:
        sessionContext:
          attributes:
            mfaAuthenticated: [false]
"""
    prefer = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
  pattern:
    detail:
      userIdentity:
        sessionContext:
          attributes:
            mfaAuthenticated: ["false"]
"""
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `mode.pattern`."""
        pattern = _decisive(policy)
        if pattern is None:
            return
        try:
            reason = dead(pattern)
        except InvalidPatternError as error:
            reason = f"EventBridge refuses it: {error}"
        if reason:
            message = f"the pattern matches no event: {reason}"
            yield Problem(("mode", "pattern"), message, "see c7n-reflex explain", on_key=True)


def _decisive(policy: LintedPolicy) -> Mapping[str, Any] | None:
    """Of hub-finding's two, that for the Security Finding Format: findings in OCSF must pass it as well."""
    pattern = policy.pattern
    if policy.mode_type == "cloudtrail" and not policy.mode_block.get("pattern"):
        return None  # nothing but the calls, and those are E101's
    if pattern is None or policy.mode_type != "hub-finding":
        return pattern
    top = {key: value for key, value in pattern.items() if key != "$or"}
    return {**top, **pattern["$or"][0]}
