"""A policy's function and its rule, as Custodian deploys them (c7n.mu.PolicyLambda), with what we imply."""

from __future__ import annotations

import json
import os
from typing import Any
from weakref import WeakKeyDictionary

from c7n import mu
from c7n.utils import get_partition, local_session

from c7n_reflex import settings
from c7n_reflex.deploy.archive import FunctionArchive
from c7n_reflex.events.principals import SWEEP_ISSUER_VARIABLE
from c7n_reflex.safeguards import exemptions, prepared, switch

HANDLER = "c7n_reflex.lambda_entry.run"
_clients: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()  # by session


class PolicyFunction(mu.PolicyLambda):
    """Authors write neither `packages` nor `handler`; settings and the dead-letter queue are implied too."""

    def __init__(self, policy: Any) -> None:
        # Not super().__init__: it would pack everything anew for each policy, account and region.
        self.policy = policy
        self.archive = FunctionArchive(tuple(self.packages or ()))

    @property
    def handler(self) -> str:
        """Ours, unless written."""
        return str(self.policy.data["mode"].get("handler", HANDLER))

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
    def dead_letter_config(self) -> dict[str, str]:
        """Events that could not be handled go to the account's queue, unless written (`{}`: nowhere)."""
        options = self.policy.options
        partition = get_partition(options.region)
        queue = f"arn:{partition}:sqs:{options.region}:{options.account_id}:{settings.FAILED_EVENTS_QUEUE}"
        config: dict[str, str] = self.policy.data["mode"].get("dead_letter_config", {"TargetArn": queue})
        return config

    @property
    def architectures(self) -> list[str]:
        """Always the same: the code is pure Python, and the deployer's machine is no reason to redeploy."""
        return ["x86_64"]

    def get_events(self, session_factory: Any) -> list[Any]:
        """The rule that the mode's pattern makes; Custodian's for a schedule and for Config."""
        mode = self.policy.get_execution_mode()
        pattern = mode.event_pattern() if hasattr(mode, "event_pattern") else None
        if pattern is None:
            return list(super().get_events(session_factory))
        return [PatternRule(pattern, self.policy.data["mode"], session_factory)]

    def get_archive(self) -> FunctionArchive:
        """The archive, with this policy in it."""
        config = {
            "execution-options": mu.get_exec_options(self.policy.options),
            "policies": [self.policy.data],
        }
        self.archive.add_contents("config.json", json.dumps(config, indent=2, sort_keys=True))
        exempt = exemptions.for_policy(prepared.exemptions(), self.policy.name)
        if exempt:
            self.archive.add_contents(exemptions.PACKED, exemptions.dumps(exempt))
        self.archive.close()
        return self.archive


class PatternRule(mu.CloudWatchEventSource):
    """Custodian's EventBridge rule, with a pattern that is given and always rendered the same."""

    def __init__(self, pattern: dict[str, Any], mode: dict[str, Any], session_factory: Any) -> None:
        super().__init__(mode, session_factory)
        self.pattern = pattern

    def render_event_pattern(self) -> str:
        """The pattern as JSON."""
        return json.dumps(self.pattern, sort_keys=True)


class _SharedSession:
    """A session factory that makes one session per account and region, and one client per service of it.

    Custodian makes new ones for each policy, which is most of what deploying costs: role assumption and
    loading of botocore's service models.
    """

    def __init__(self, factory: Any) -> None:
        self.factory = factory

    def __call__(self) -> _SharedSession:
        return self

    def client(self, service: str) -> Any:
        session = local_session(self.factory)
        clients = _clients.setdefault(session, {})
        if service not in clients:
            clients[service] = session.client(service)
        return clients[service]


def publish(function: PolicyFunction, policy: Any) -> Any:
    """Create or update the function and its rule; answers with what Lambda says of the function."""
    manager = mu.LambdaManager(_SharedSession(policy.session_factory))
    return manager.publish(function, role=policy.options.assume_role)
