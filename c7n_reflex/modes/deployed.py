"""How the policies of our modes become functions: where, with what in the archive, started by which rule."""

from __future__ import annotations

import logging
from typing import Any

from c7n.utils import local_session
from c7n.version import version

from c7n_reflex import settings
from c7n_reflex.modes.sessions import sharing_models
from c7n_reflex.modes.topology import reason_not_here

# Not below `custodian`: c7n-org hides what those say on the console (c7n_org.cli.LogFilter).
log = logging.getLogger("c7n_reflex.modes")


class Deployed:
    """For a mode (c7n.policy.LambdaMode) with a function of its own."""

    policy: Any

    @property
    def mode(self) -> dict[str, Any]:
        """The policy's `mode` block."""
        block: dict[str, Any] = self.policy.data["mode"]
        return block

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
