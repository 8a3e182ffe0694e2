"""Modes `pull` and `periodic`: everything that a query returns (c7n.policy.PullMode, PeriodicMode).

A sweep enters the pipeline after `resolve`, with what Custodian's query and the policy's filters leave.
"""

from __future__ import annotations

import time
from typing import Any

from c7n.exceptions import PolicyValidationError, ResourceLimitExceeded
from c7n.policy import LambdaMode, PeriodicMode, PullMode
from c7n.utils import dumps
from c7n.version import version

from c7n_reflex.modes import driver
from c7n_reflex.modes.deployed import Deployed
from c7n_reflex.modes.member import policy_at
from c7n_reflex.pipeline import log
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome
from c7n_reflex.pipeline.reaction import Case, Reaction, Resource, Target, fingerprint
from c7n_reflex.pipeline.resolve import identity
from c7n_reflex.pipeline.run import run
from c7n_reflex.safeguards import metadata


class Sweep(PullMode):  # type: ignore[misc, unused-ignore]
    """Runs on all resources, when somebody asks."""

    schema = PullMode.schema

    def validate(self) -> None:
        """PolicyValidationError if what the policy says of safeguards is not usable."""
        super().validate()
        metadata.check(self.policy.data)

    def run(self, *args: Any, **named: Any) -> list[Resource]:
        """What was matched, as Custodian returns it. A dry run is Custodian's own."""
        if self.policy.options.dryrun:
            return list(PullMode.run(self, *args, **named) or ())
        return sweep(self.policy, None)


def sweep(policy: Any, context: Any) -> list[Resource]:
    """Query, filter, and take what is left through the pipeline."""
    if not policy.is_runnable():
        return []
    data = policy.data
    started = Reaction(
        policy=policy.name,
        version=fingerprint(data),
        mode=str((data.get("mode") or {}).get("type", "pull")),
        resource_type=f"aws.{policy.resource_manager.type}",
        event=None,
        target=Target(policy.options.account_id or "", policy.options.region or ""),
    )
    with policy.ctx as context_:
        return _swept(policy, started, context_, context)


def _swept(policy: Any, started: Reaction, ctx: Any, context: Any) -> list[Resource]:
    resources = _matched(policy, started, ctx)
    if not resources:
        return []
    site = driver.live_site(policy, policy, started, context)
    cases = tuple(Case(identity(site, each), each) for each in resources)
    run(site, started.with_changes(cases=cases), swept=True)
    return resources


def _matched(policy: Any, started: Reaction, ctx: Any) -> list[Resource]:
    begun = time.time()
    try:
        resources: list[Resource] = policy.resource_manager.resources()
    except ResourceLimitExceeded as error:
        ctx.metrics.put_metric("ResourceLimitExceeded", error.selection_count, "Count")
        log.end_line(started, Outcome.OVER_LIMIT, str(error))
        raise EventEndedError(Outcome.OVER_LIMIT, str(error)) from error
    ctx.metrics.put_metric("ResourceCount", len(resources), "Count", Scope="Policy")
    ctx.metrics.put_metric("ResourceTime", time.time() - begun, "Seconds", Scope="Policy")
    policy.log.info(
        "policy:%s resource:%s region:%s count:%d c7n:%s",
        *(policy.name, policy.resource_type, policy.options.region, len(resources), version),
    )
    ctx.output.write_file("resources.json", dumps(resources, indent=2))
    return resources


class Periodic(Deployed, PeriodicMode):  # type: ignore[misc, unused-ignore]
    """A sweep on a schedule, in the function's own account."""

    schema = PeriodicMode.schema

    def validate(self) -> None:
        """PolicyValidationError for what cannot work: a member role has no account to be assumed in."""
        LambdaMode.validate(self)
        metadata.check(self.policy.data)
        if "member-role" in self.mode:
            raise PolicyValidationError(
                f"policy:{self.policy.name} mode periodic names no account, so member-role would be ignored: "
                "leave it out, and the policy is deployed in every account"
            )

    def run(self, event: Any, lambda_context: Any) -> list[Resource]:  # noqa: ARG002
        """As a sweep, with an output folder of its own."""
        options = self.policy.options
        with policy_at(self.policy, Target(options.account_id or "", options.region or "")) as policy:
            return sweep(policy, lambda_context)
