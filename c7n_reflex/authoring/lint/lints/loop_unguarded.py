"""E401: policies that start themselves or one another without end."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, Problem
from c7n_reflex.authoring.lint.loops import cycles_of, shown


class LoopUnguarded(Lint):
    """See c7n_reflex.authoring.lint.loops."""

    id = "E401"
    name = "loop-unguarded"
    title = "What a policy does starts neither itself nor, round a circle, the policy that started it."
    why = (
        "Each round makes the call that starts the next, in every account, until somebody notices the bill. "
        "c7n-reflex leaves out the calls of its own roles; these policies work with other roles."
    )
    avoid = """\
policies:
  - name: nothing-runs
    resource: aws.ec2
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/stopping
      events:
        - source: ec2.amazonaws.com
          event: StartInstances
          ids: requestParameters.instancesSet.items[].instanceId
    filters: [{"tag:always-on": absent}]
    actions: [stop]
  - name: everything-runs
    resource: aws.ec2
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/starting
      events:
        - source: ec2.amazonaws.com
          event: StopInstances
          ids: requestParameters.instancesSet.items[].instanceId
    filters: [{"tag:may-stop": absent}]
    actions: [start]
"""
    prefer = avoid.replace('"tag:always-on": absent', '"tag:may-stop": "yes"')
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"

    def check_fleet(self, fleet: Fleet) -> Iterator[Problem]:
        """At the action whose call begins the round, in the policy that comes first."""
        for cycle in cycles_of(fleet, guarded=False):
            remedy = "let the filters exclude what the action leaves, or use the role c7n-reflex-lambda"
            action = cycle[0].consequence.action
            yield Problem(action.key, f"loop without end: {shown(cycle)}", remedy, policy=cycle[0].maker)
