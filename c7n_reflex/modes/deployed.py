"""How the policies of our modes become functions: where, with what in the archive, started by which rule."""

from __future__ import annotations

import logging
from typing import Any

from c7n.utils import get_partition, local_session

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
        """Deploy the function, if this account and region is where it belongs: as `c7n-reflex deploy` does.

        Answers with the function's configuration; empty where it does not belong.
        """
        options, name = self.policy.options, self.policy.name
        reason = reason_not_here(self.mode, options.account_id, options.region, settings.from_environment())
        if reason:
            log.info("policy:%s not deployed in %s %s: %s", name, options.account_id, options.region, reason)
            return []
        from c7n_reflex.deploy import applying, desired, planning, surveying

        with self.policy.ctx:
            site = self._site()
            wanted = desired.of_policy(self.policy, site, self._settings())
            entry = planning.compared(wanted, surveying.found(site, wanted.function))
            log.info("policy:%s %s in %s %s", name, entry.kind, options.account_id, options.region)
            if entry.kind != "unchanged":
                applying.apply(entry)
            return site.client("lambda").get_function_configuration(FunctionName=wanted.function)

    def _site(self) -> Any:
        from c7n_reflex.deploy.units import Site

        options = self.policy.options
        session = local_session(sharing_models(self.policy.session_factory))
        return Site(options.account_id, options.region, get_partition(options.region), session.client)

    def _settings(self) -> dict[str, Any]:
        """What accounts.yml says of deployments; c7n-org hands the account to the policy's conditions."""
        account = self.policy.conditions.env_vars.get("account") or {}
        given: dict[str, Any] = (account.get("vars") or {}).get("deployment") or {}
        return given
