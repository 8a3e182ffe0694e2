"""I405: two policies that undo each other's work on the same event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from c7n_reflex.authoring.lint.afterwards import effect
from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import actions, calls

_EVENTS = """\
    mode:
      type: cloudtrail
      events:
        - source: ec2.amazonaws.com
          event: RunInstances
          ids: responseElements.instancesSet.items[].instanceId
"""


class OverlappingPolicies(Lint):
    """Only what is certain: the filters of one policy are all among those of the other."""

    id = "I405"
    name = "overlapping-policies"
    title = "Two policies do not do opposite things to the same resource on the same event."
    why = "Both functions run at the same time, and what is left depends on which comes last."
    avoid = f"""\
policies:
  - name: cost
    resource: aws.ec2
{_EVENTS}    filters: [{{"tag:env": dev}}]
    actions: [{{type: tag, key: tier, value: cheap}}]
  - name: quality
    resource: aws.ec2
{_EVENTS}    filters: [{{"tag:env": dev}}, {{"tag:team": web}}]
    actions: [{{type: tag, key: tier, value: gold}}]
"""
    prefer = avoid.replace('filters: [{"tag:env": dev}]', 'filters: [{"tag:env": test}]')
    source = "c7n_reflex.authoring.lint.afterwards.effect"

    def check_fleet(self, fleet: Fleet) -> Iterator[Problem]:
        """At the action of the policy that comes later."""
        for one, other in combinations(fleet.policies, 2):
            if one.resource == other.resource and _on_the_same(one, other) and _filters_contain(one, other):
                yield from _conflicts(one, other)


def _on_the_same(one: LintedPolicy, other: LintedPolicy) -> bool:
    if one.mode_type != other.mode_type:
        return False
    if one.mode_type == "cloudtrail":
        pairs = ({(call.source, call.name) for call in calls(each)} for each in (one, other))
        return bool(set.intersection(*pairs)) and _pattern(one) == _pattern(other)
    return one.mode_type == "hub-finding" and _pattern(one) == _pattern(other)


def _pattern(policy: LintedPolicy) -> Any:
    return policy.mode_block.get("pattern")


def _filters_contain(one: LintedPolicy, other: LintedPolicy) -> bool:
    first, second = (list(each.data.get("filters") or ()) for each in (one, other))
    return all(each in second for each in first) or all(each in first for each in second)


def _conflicts(one: LintedPolicy, other: LintedPolicy) -> Iterator[Problem]:
    made = {key: values for action in actions(one) for key, values in effect(one.resource, action).items()}
    for action in actions(other):
        opposed = _opposed(made, effect(other.resource, action))
        if opposed:
            message = f"{one.name} makes {opposed} of the same resource on the same event"
            remedy = "let one policy decide, or let the filters differ"
            yield Problem(action.key, message, remedy, policy=other)


def _opposed(made: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """What the first makes and the second does not; empty if there is nothing."""
    for key, values in wanted.items():
        if key in made and not set(values) & set(made[key]):
            return f"{key} {made[key][-1] or 'absent'}"
    return ""
