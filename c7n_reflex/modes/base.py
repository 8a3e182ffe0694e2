"""What every event mode does, in the stages of docs/modes.md: route, locate, resolve, decide, act."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n.exceptions import ResourceLimitExceeded
from c7n.policy import LambdaMode
from c7n.utils import local_session
from c7n.version import version

from c7n_reflex import settings
from c7n_reflex.modes.member import Target, check_member_role, policy_at
from c7n_reflex.modes.resolve import Resource, resolve
from c7n_reflex.modes.resume import resume
from c7n_reflex.modes.sessions import sharing_models
from c7n_reflex.modes.topology import reason_not_here

# Not below `custodian`: c7n-org hides what those say on the console (c7n_org.cli.LogFilter).
log = logging.getLogger("c7n_reflex.modes")


@dataclass(frozen=True)
class Task:
    """What one event asks a policy to do in one account and region."""

    target: Target
    ids: Sequence[str]  # as the resource type's `get_resources` takes them; may be empty for aws.account
    event: Mapping[str, Any]  # what filters and actions see
    annotations: Mapping[str, Any] = field(default_factory=dict)  # set on each resource


class EventMode(LambdaMode):
    """A mode whose function gets events. Subclasses say which events, and what they name."""

    @property
    def mode(self) -> dict[str, Any]:
        """The policy's `mode` block."""
        block: dict[str, Any] = self.policy.data["mode"]
        return block

    def event_pattern(self) -> dict[str, Any]:
        """The rule's EventBridge pattern, with `mode.pattern` merged in."""
        raise NotImplementedError

    def reason_to_ignore(self, event: Mapping[str, Any]) -> str:
        """Why the policy does not react to the event at all; empty if it does."""
        raise NotImplementedError

    def locate(self, event: Mapping[str, Any]) -> list[Task]:
        """What the event names, by account and region. PolicyExecutionError if that cannot be told."""
        raise NotImplementedError

    def validate(self) -> None:
        """PolicyValidationError if the mode is not usable as written."""
        super().validate()
        if "member-role" in self.mode:
            check_member_role(self.policy.name, self.mode["member-role"])

    def run(self, event: dict[str, Any], lambda_context: Any) -> list[Resource]:  # noqa: ARG002
        """React to an event; returns the resources that were acted upon. An error fails the invocation."""
        self.setup_exec_environment(event)
        reason = self.reason_to_ignore(event)
        tasks = [] if reason else self.locate(event)
        if not tasks:
            self._outcome("route" if reason else "locate", reason or "nothing named")
        return self._each(tasks)

    def _each(self, tasks: Sequence[Task]) -> list[Resource]:
        """Every task has its turn, also after one failed."""
        if not tasks:
            return []
        try:
            with policy_at(self.policy, tasks[0].target) as policy:
                done = type(self)(policy).react(tasks[0])
        finally:
            others = self._each(tasks[1:])
        return done + others

    def react(self, task: Task) -> list[Resource]:
        """Resolve, decide and act, as a policy that is already where the task is."""
        manager = self.policy.resource_manager
        if not self.policy.is_runnable(task.event):
            return self._outcome("decide", "conditions do not hold")
        found = resolve(manager, task.ids)
        if not found:
            return self._outcome("resolve", f"gone: {', '.join(task.ids)}")
        for resource in found:
            resource.update(task.annotations)
        matched = manager.filter_resources(found, task.event)
        kept = {id(resource) for resource in matched}
        resumed = resume(self.policy, [each for each in found if id(each) not in kept], task.event)
        if not matched:
            if resumed:
                return self._outcome("report", f"an earlier attempt's change of {', '.join(task.ids)}")
            return self._outcome("decide", f"no match of {', '.join(task.ids)}")
        check_limit(self.policy, len(matched))
        acted: list[Resource] = self.run_resource_set(task.event, matched)
        self._outcome("act", f"{len(acted)} of {', '.join(task.ids)}")
        return acted

    def _outcome(self, stage: str, text: str) -> list[Resource]:
        options = self.policy.options
        log.info(
            "policy:%s account:%s region:%s stage:%s outcome:%s",
            *(self.policy.name, options.account_id, options.region, stage, text),
        )
        return []

    @property
    def policy_lambda(self) -> Any:
        """The function's description; imported late, for it is not packed into functions."""
        from c7n_reflex.deploy.function import PolicyFunction

        return PolicyFunction

    def provision(self) -> Any:
        """Deploy the function, if this account and region is where it belongs."""
        options, name = self.policy.options, self.policy.name
        reason = reason_not_here(self.mode, options.account_id, options.region, settings.from_environment())
        if reason:
            log.info("policy:%s not deployed in %s %s: %s", name, options.account_id, options.region, reason)
            return []
        from c7n_reflex.deploy.function import publish

        tags = self.mode.setdefault("tags", {})
        tags["custodian-info"] = f"mode={self.mode['type']}:version={version}"
        local_session(sharing_models(self.policy.session_factory))  # what Custodian uses from here on
        with self.policy.ctx:
            log.info("policy:%s deploying in %s %s", name, options.account_id, options.region)
            return publish(self.policy_lambda(self.policy), self.policy)


def check_limit(policy: Any, count: int) -> None:
    """ResourceLimitExceeded if more resources match than `max-resources` allows.

    A percentage is a share of all resources, which an event knows nothing of: only the amount counts.
    """
    limit = policy.max_resources
    amount = limit.get("amount") if isinstance(limit, dict) else limit
    if amount and count > amount:
        raise ResourceLimitExceeded(
            f"policy:{policy.name} exceeded resource-limit:{{limit}} found:{{selection_count}}",
            *("max-resource", amount, count, count),
        )
