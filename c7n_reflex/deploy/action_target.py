"""The function, rule and Security Hub action target of a `hub-action` policy (c7n.mu.SecurityHubAction).

Custodian's own cannot be deployed: it calls its rule without an argument that it needs, and replaces the
policy's pattern.
"""

from __future__ import annotations

from typing import Any

from c7n import mu

from c7n_reflex.deploy.function import PatternRule, PolicyFunction


class ActionFunction(PolicyFunction):
    """A policy's function, started by an action target."""

    def get_events(self, session_factory: Any) -> list[Any]:
        """The rule, and the action target that people choose."""
        return [ActionTarget(self.policy, session_factory)]


class ActionTarget(mu.SecurityHubAction):
    """The action target, with a rule for its events."""

    def __init__(self, policy: Any, session_factory: Any) -> None:
        # Not super().__init__: it writes its own pattern into the policy, which is then part of the archive.
        self.policy, self.session_factory = policy, session_factory
        self._mode = policy.get_execution_mode()
        self.cwe = PatternRule(self._mode.event_pattern(), policy.data["mode"], session_factory)

    def _get_arn(self) -> str:
        return str(self._mode.action_arn())

    def get(self, name: str) -> dict[str, Any]:
        """The rule and the action target as they are."""
        client = self.session_factory().client("securityhub")
        targets = client.describe_action_targets(ActionTargetArns=[self._get_arn()])["ActionTargets"]
        return {"event": self.cwe.get(name), "action": targets[0] if targets else None}

    def add(self, func: Any, existing: Any) -> Any:
        """Create or update both."""
        changed = self.cwe.add(func, existing)
        client = self.session_factory().client("securityhub")
        target, wanted = self.get(func.event_name)["action"], self._wanted()
        if target is None:
            client.create_action_target(Id=self.policy.name, **wanted)
        elif any(target[key] != value for key, value in wanted.items()):
            client.update_action_target(ActionTargetArn=self._get_arn(), **wanted)
        else:
            return changed
        return True

    def _wanted(self) -> dict[str, str]:
        """Name (20 characters at the most) and description, as people see them in the console."""
        title = str(self.policy.data.get("title") or self.policy.name)
        description = str(self.policy.data.get("description") or title)
        return {"Name": title[:20], "Description": " ".join(description.split())[:500]}
