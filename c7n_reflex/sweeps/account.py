"""All policies in one account, region by region: what c7n-org does in a child (c7n_org.cli.run_account).

The same options, output and messages. Other than there, one session serves all policies of a region, a
policy that fails or is denied something does not end the account, and how each policy ended is told.
"""

from __future__ import annotations

import logging
import pdb  # --debug is for it
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import c7n_org.cli
from c7n.config import Config
from c7n.policy import get_session_factory
from c7n.resources import load_resources
from c7n.structure import StructureParser
from c7n.utils import get_policy_provider, join_output_path, reset_session_cache
from c7n_org.utils import account_tags, environ

import c7n_reflex.plugin  # noqa: F401 (in children that were spawned, too)
from c7n_reflex.sweeps import policyrun
from c7n_reflex.sweeps.caching import cache_for
from c7n_reflex.sweeps.fetches import Fetches
from c7n_reflex.sweeps.results import Result, Status
from c7n_reflex.sweeps.watched import Watched, watched

log = logging.getLogger("c7n_org")
Account = dict[str, Any]  # as c7n_org.cli.accounts_iterator makes it


@dataclass(frozen=True)
class Job:
    """What a child process does."""

    account: Account
    regions: tuple[str, ...]
    policies: dict[str, Any]  # {"policies": [...]}
    output_dir: str
    cache_period: int  # minutes; 0: nothing is shared with other runs
    cache_path: str
    metrics: Any
    dryrun: bool
    debug: bool


def run_account(job: Job) -> list[Result]:
    """How each policy ended in each of the regions."""
    logging.getLogger("custodian.output").setLevel(logging.ERROR + 1)
    load_resources(sorted(StructureParser().get_resource_types(job.policies)))
    name = f"{job.account['account_id']}-{'-'.join(job.regions)}.cache"
    fetches = Fetches()
    with cache_for(0, "", name) as own:
        return [result for region in job.regions for result in _region(job, region, own, fetches)]


def _region(job: Job, region: str, own: tuple[str, int], fetches: Fetches) -> Iterator[Result]:
    reset_session_cache()
    account = job.account
    asked = f"{job.cache_path}/{account['account_id']}-{region}.cache", job.cache_period
    try:
        config, variables = _config(job, region, asked if job.cache_period else own)
        with environ(**variables):
            yield from _policies(job, config, fetches)
    except Exception as error:
        if job.debug:
            raise
        log.warning("Error running policy in %s @ %s exception: %s", account["name"], region, error)
        yield Result(
            account["name"], region, "", status=Status.FAILED, error=f"{type(error).__name__}: {error}"
        )


def _config(job: Job, region: str, cache: tuple[str, int]) -> tuple[Any, dict[str, str]]:
    """Custodian's options, and environment variables, as c7n-org sets them."""
    account = job.account
    config = Config.empty(
        region=region,
        cache=cache[0],
        cache_period=cache[1],
        dryrun=job.dryrun,
        output_dir=join_output_path(job.output_dir, account["name"], region),
        account_id=account["account_id"],
        metrics_enabled=job.metrics,
        log_group=None,
        profile=None,
        external_id=None,
    )
    variables = account_tags(account)
    if isinstance(account.get("role"), str):
        config["assume_role"], config["external_id"] = account["role"], account.get("external_id")
    elif account.get("role"):
        session = c7n_org.cli.get_session(account, "custodian", region)
        variables.update(c7n_org.cli._get_env_creds(account, session, region))
    elif account.get("profile"):
        config["profile"] = account["profile"]
    if account.get("oci_compartments"):
        variables["OCI_COMPARTMENTS"] = account["oci_compartments"]
    return config, variables


def _policies(job: Job, config: Any, fetches: Fetches) -> Iterator[Result]:
    factories: dict[str, Any] = {}
    for data in job.policies["policies"]:
        provider = get_policy_provider(data)
        if provider not in factories:
            factories[provider] = watched(get_session_factory(provider, config), fetches)
            if isinstance(factories[provider], Watched):
                factories[provider]()  # a role that cannot be assumed ends the region, and not each policy
        yield _policy(job, data, config, factories[provider], fetches)


def _policy(job: Job, data: dict[str, Any], config: Any, factory: Any, fetches: Fetches) -> Result:
    account, begun = job.account, time.monotonic()
    where = (data["name"], account["name"], str(config.region))
    try:
        policy = policyrun.built(data, config, factory, account.get("vars", {}), account=account)
    except Exception as error:  # noqa: BLE001 (whatever a filter or an action does with its data)
        log.error("Exception running policy:%s account:%s region:%s error:%s", *where, error)
        _stop_if_debugging(job, error)
        told = f"{type(error).__name__}: {error}"
        return Result(where[1], where[2], where[0], status=Status.FAILED, error=told)
    result, raised = policyrun.run(policy, account["name"], fetches)
    _tell(result, raised, time.monotonic() - begun)
    if raised is not None:
        _stop_if_debugging(job, raised)
    return result


def _tell(result: Result, error: Exception | None, seconds: float) -> None:
    """What c7n-org says of a policy."""
    where = (result.account, result.region, result.policy)
    if result.denied:
        for call in result.denied:
            log.warning("Access denied api:%s policy:%s account:%s region:%s", call, where[2], *where[:2])
    if error is not None:
        log.error("Exception running policy:%s account:%s region:%s error:%s", where[2], *where[:2], error)
    elif result.status is Status.DEPLOYED:
        log.info("Ran account:%s region:%s policy:%s provisioned time:%0.2f", *where, seconds)
    elif result.matched:
        log.info("Ran account:%s region:%s policy:%s matched:%d time:%0.2f", *where, result.matched, seconds)


def _stop_if_debugging(job: Job, error: Exception) -> None:
    if job.debug:
        traceback.print_exception(error)
        pdb.post_mortem(error.__traceback__ or sys.exc_info()[2])
        raise error
