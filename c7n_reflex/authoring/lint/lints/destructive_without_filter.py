"""W301: what destroys or stops, on everything."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import actions

# The first word of Custodian's actions that take something away from a resource's users.
_VERBS = {
    *("delete", "deregister", "disable", "release", "remove", "revoke"),
    *("stop", "suspend", "terminate", "quarantine"),
}
_WHOLE = {"schedule-deletion"}
_HARMLESS = {"remove-tag", "disable-s3-logging"}


class DestructiveWithoutFilter(Lint):
    """A filter on the event, a query or `mode.pattern` narrows, too; the choice of calls does not."""

    id = "W301"
    name = "destructive-without-filter"
    title = "What deletes or stops is narrowed by a filter."
    why = (
        "The action reaches every resource of the type that the account has, or that an event names: every "
        "instance that anybody launches."
    )
    avoid = "resource: aws.ec2\nactions:\n  - terminate\n"
    prefer = "resource: aws.ec2\nfilters:\n  - tag:owner: absent\nactions:\n  - terminate\n"
    source = "c7n.manager.ResourceManager.filter_resources"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem an action."""
        if policy.data.get("filters") or policy.data.get("query") or policy.mode_block.get("pattern"):
            return
        if policy.mode_type == "hub-action":
            return  # a person has chosen the findings
        for action in actions(policy):
            is_destructive = action.type in _WHOLE or action.type.split("-")[0] in _VERBS
            if is_destructive and action.type not in _HARMLESS:
                message = f"{action.type} has no filter before it: every {policy.resource} is reached"
                yield Problem(action.key, message, "add filters that say which are meant")
