"""E604: our actions in a function that does not have them."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Key, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import actions, leaves


class PluginNotPacked(Lint):
    """Modes that c7n-reflex does not deploy are deployed by Custodian, with nothing but Custodian in them."""

    id = "E604"
    name = "plugin-not-packed"
    title = "c7n-reflex's actions and filters are used in modes that it deploys."
    why = (
        "Custodian packs only itself into the function of a mode that c7n-reflex does not have; the function "
        "then refuses the policy, for it does not know the action."
    )
    avoid = """\
resource: aws.ec2
mode:
  type: ec2-instance-state
  events: [running]
filters:
  - tag:owner: absent
actions:
  - quarantine
"""
    prefer = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
filters:
  - tag:owner: absent
actions:
  - quarantine
"""
    source = "c7n.mu.PolicyLambda"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem for each action or filter of ours."""
        from c7n_reflex.plugin import MODES

        if policy.mode_type in MODES or policy.mode_block.get("handler"):
            return
        for key, name in _ours(policy):
            message = f"{name} is not in the function that Custodian makes for mode {policy.mode_type}"
            yield Problem(key, message, f"use one of the modes {', '.join(sorted(set(MODES) - {'pull'}))}")


def _ours(policy: LintedPolicy) -> Iterator[tuple[Key, str]]:
    from custom_actions import ACTIONS, FILTERS

    for elements, vocabulary in ((actions(policy), ACTIONS), (leaves(policy), FILTERS)):
        known = {**vocabulary.get("*", {}), **vocabulary.get(policy.resource, {})}
        for element in elements:
            if element.type in known:
                yield element.key, element.type
