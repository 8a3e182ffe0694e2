"""E601: the function's name would be too long."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem

_LONGEST = 64  # characters: functions, and EventBridge's rules
_PREFIX = "custodian-"


class FunctionNameTooLong(Lint):
    """c7n.policy.LambdaMode.validate refuses it as well, without the line."""

    id = "E601"
    name = "function-name-too-long"
    title = "With its prefix, a policy's name has at most 64 characters."
    why = "The function and the rule that starts it are called like the policy; AWS takes no longer names."
    avoid = """\
name: security-groups-that-are-open-to-the-whole-wide-internet
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: AuthorizeSecurityGroupIngress
      ids: requestParameters.groupId
"""
    prefer = """\
name: security-groups-open-to-world
resource: aws.security-group
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: AuthorizeSecurityGroupIngress
      ids: requestParameters.groupId
"""
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    explains_refusal = True

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """At `name`."""
        name = f"{policy.mode_block.get('function-prefix', _PREFIX)}{policy.name}"
        if policy.mode_type != "pull" and len(name) > _LONGEST:
            message = f"the function would be called {name}: {len(name)} characters"
            yield Problem(("name",), message, f"shorten it by {len(name) - _LONGEST}")
