"""Policies in one account, region by region: what `custodian run` does (c7n.cli.main, c7n.commands.run)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import c7n.cli
from botocore.exceptions import ClientError
from c7n import commands
from c7n.config import Config
from c7n.utils import local_session

from c7n_reflex.errors import ReflexError
from c7n_reflex.sweeps import policyrun
from c7n_reflex.sweeps.caching import cache_for
from c7n_reflex.sweeps.fetches import Fetches
from c7n_reflex.sweeps.results import Result
from c7n_reflex.sweeps.watched import watched

log = logging.getLogger("custodian.commands")


def run(arguments: Sequence[str]) -> list[Result]:
    """How each policy ended in each region.

    `arguments` are those of Custodian: `["run", "-s", "out", "a.yml"]`. Without `--cache-period` or `--cache`
    nothing of an earlier run is used. Raises SystemExit where Custodian would; ReflexError if the role to
    assume cannot be.
    """
    options = c7n.cli.setup_parser().parse_args(list(arguments))
    c7n.cli._setup_logger(options)
    c7n.cli.setproctitle(" ".join([Path(sys.argv[0]).name, *sys.argv[1:]]))
    if options.config is not None:
        options.configs.append(options.config)
    asked = any(each.startswith(("--cache", "-f")) for each in arguments)
    period = int(options.cache_period) if asked else 0
    results: list[Result] = []
    if asked and not period:  # `--cache-period 0`: not even within this run
        commands.policy_command(_running(results))(Config.empty(**vars(options)))
        return results
    with cache_for(period, options.cache, "run.cache") as (options.cache, options.cache_period):
        commands.policy_command(_running(results))(Config.empty(**vars(options)))
    return results


def _running(results: list[Result]) -> Any:
    """A command of Custodian's: its decorator reads, builds and validates the policies."""

    def run_policies(options: Any, policies: list[Any]) -> None:
        _check_role(options, policies)
        fetches, factories = Fetches(), dict[tuple[str, str], Any]()
        for policy in policies:
            key = (policy.provider_name, str(policy.options.region))
            if key not in factories:
                factories[key] = watched(policy.session_factory, fetches)
            results.append(_one(policy, factories[key], options, fetches))

    return run_policies


def _check_role(options: Any, policies: Sequence[Any]) -> None:
    ours = [policy for policy in policies if policy.provider_name == "aws"]
    if not (options.assume_role and ours):
        return
    try:
        local_session(ours[-1].session_factory)
    except ClientError as error:
        raise ReflexError(f"the role {options.assume_role} cannot be assumed: {error}") from error


def _one(policy: Any, factory: Any, options: Any, fetches: Fetches) -> Result:
    account = str(policy.options.account_id or "this account")
    environment = policy.conditions.env_vars  # its variables are filled in already
    acting = policyrun.built(policy.data, policy.options, factory, None, **environment)
    result, error = policyrun.run(acting, account, fetches)
    for call in result.denied:
        log.warning("access denied api:%s policy:%s region:%s", call, result.policy, result.region)
    if error is not None:
        if options.debug:
            raise error
        log.error("Error while executing policy %s, continuing", result.policy, exc_info=error)
    return result
