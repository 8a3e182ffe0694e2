"""E204: an event filter where there is no event."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import leaves

_WITHOUT_EVENT = ("pull", "periodic", "schedule", "config-poll-rule")


class EventFilterOnSweep(Lint):
    """c7n.filters.core.EventFilter.process returns everything where there is no event."""

    id = "E204"
    name = "event-filter-on-sweep"
    title = "Event filters are in policies that an event starts."
    why = (
        "A sweep has no event. Custodian lets every resource pass an event filter then, so that the actions "
        "reach all of them."
    )
    avoid = """\
resource: aws.ec2
mode:
  type: periodic
  schedule: rate(1 hour)
filters:
  - type: event
    key: detail.userIdentity.type
    value: Root
"""
    prefer = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
filters:
  - type: event
    key: detail.userIdentity.type
    value: Root
"""
    source = "c7n.filters.core.EventFilter.process"
    explains_refusal = True

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a filter."""
        if policy.mode_type not in _WITHOUT_EVENT:
            return
        for leaf in leaves(policy):
            if leaf.type == "event":
                message = f"mode {policy.mode_type} has no event, so everything passes this filter"
                yield Problem(leaf.key, message, "filter by the resource, or use a mode that has events")
