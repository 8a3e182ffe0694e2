"""A policy's function as Custodian describes it (c7n.mu.PolicyLambda), with what we imply."""

from __future__ import annotations

import json
import os
from typing import Any

from c7n import mu
from c7n.utils import get_partition

from c7n_reflex import settings
from c7n_reflex.events.principals import SWEEP_ISSUER_VARIABLE
from c7n_reflex.safeguards import exemptions, own_accounts, prepared, switch

HANDLER = "c7n_reflex.lambda_entry.run"


class PolicyFunction(mu.PolicyLambda):
    """Authors write neither `packages` nor `handler`; settings are implied too."""

    def __init__(self, policy: Any) -> None:
        # Not super().__init__: it would pack everything anew for each policy, account and region.
        self.policy = policy

    @property
    def handler(self) -> str:
        """Ours, unless written."""
        return str(self.policy.data["mode"].get("handler", HANDLER))

    @property
    def role(self) -> str:
        """Its ARN; a name alone is a role of the account."""
        role, options = str(super().role), self.policy.options
        if role.startswith("arn:"):
            return role
        return f"arn:{get_partition(options.region)}:iam::{options.account_id}:role/{role}"

    @property
    def environment(self) -> dict[str, Any]:
        """The variables written in the policy, and what we imply: where core-compliance is, and the like."""
        written = self.policy.data["mode"].get("environment", {}).get("Variables", {})
        known = settings.from_environment()
        implied = known.as_environment() if known else {}
        sweeper = self.policy.options.assume_role
        if sweeper:
            implied = {**implied, SWEEP_ISSUER_VARIABLE: sweeper.rsplit("/", 1)[-1]}
        if os.environ.get(switch.SECONDS_VARIABLE):
            implied = {**implied, switch.SECONDS_VARIABLE: f"{switch.good_seconds():g}"}
        return {"Variables": {**implied, **written}}

    @property
    def architectures(self) -> list[str]:
        """Always the same: the code is pure Python, and the deployer's machine is no reason to redeploy."""
        return ["x86_64"]

    def rule_pattern(self) -> str | None:
        """The pattern of the function's rule as JSON; None for a schedule and for AWS Config."""
        mode = self.policy.get_execution_mode()
        if hasattr(mode, "event_pattern"):
            pattern = mode.event_pattern()
            return json.dumps(pattern, sort_keys=True) if pattern else None
        if str(self.policy.data["mode"]["type"]).startswith("config-"):
            return None
        text = mu.CloudWatchEventSource(self.policy.data["mode"], None).render_event_pattern()
        return str(text) if text else None

    def contents(self) -> dict[str, str]:
        """What is in the archive for this policy alone, by file name."""
        config = {
            "execution-options": mu.get_exec_options(self.policy.options),
            "policies": [self.policy.data],
        }
        files = {"config.json": json.dumps(config, indent=2, sort_keys=True)}
        exempt = exemptions.for_policy(prepared.exemptions(), self.policy.name)
        if exempt:
            files[exemptions.PACKED] = exemptions.dumps(exempt)
        if self._needs_own_accounts():
            files[own_accounts.PACKED] = own_accounts.dumps(own_accounts.own_accounts())
        return files

    def _needs_own_accounts(self) -> bool:
        """Only where it is asked for: whoever adds an account need not deploy everything anew."""
        manager = self.policy.resource_manager
        elements = [*manager.iter_filters(), *manager.actions]
        return any(getattr(each, own_accounts.NEEDED, False) for each in elements)
