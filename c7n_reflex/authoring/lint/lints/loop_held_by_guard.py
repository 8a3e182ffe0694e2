"""W402: policies that start themselves or one another, were it not for a guard of c7n-reflex."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, Problem
from c7n_reflex.authoring.lint.loops import Cycle, cycles_of, shown


class LoopHeldByGuard(Lint):
    """See c7n_reflex.authoring.lint.loops."""

    id = "W402"
    name = "loop-held-by-guard"
    title = "A policy would end by itself, and not only because c7n-reflex leaves its own calls alone."
    why = (
        "Stock Custodian has no such guard: there the policy's own call starts it again. And where two "
        "policies undo each other's work, what is left depends on which of them came last."
    )
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: StopInstances
      ids: requestParameters.instancesSet.items[].instanceId
filters:
  - "tag:may-stop": absent
actions: [stop]
"""
    prefer = avoid.replace('"tag:may-stop": absent', "State.Name: running")
    source = "https://github.com/cloud-custodian/cloud-custodian/issues/3238"

    def check_fleet(self, fleet: Fleet) -> Iterator[Problem]:
        """At the action whose call begins the round, in the policy that comes first."""
        for cycle in cycles_of(fleet, guarded=True):
            action = cycle[0].consequence.action
            message = f"{_what(cycle)}: {shown(cycle)}; it ends only as c7n-reflex {_guard(cycle)}"
            remedy = "let the filters exclude what the action leaves"
            yield Problem(action.key, message, remedy, policy=cycle[0].maker)


def _what(cycle: Cycle) -> str:
    return "what it does starts it again" if len(cycle) == 1 else "policies start one another"


def _guard(cycle: Cycle) -> str:
    guarded = next(edge for edge in cycle if edge.guarded)
    return "drops a policy's own findings" if guarded.consequence.is_finding else "drops its own roles' calls"
