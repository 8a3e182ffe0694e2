"""A run in all accounts and regions: what `c7n-org run` does (c7n_org.cli.run), with an honest end."""

from __future__ import annotations

import copy
import gc
import logging
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import c7n_org.cli
import jsonschema
import yaml
from botocore.exceptions import BotoCoreError
from c7n.provider import get_resource_class
from c7n.resources import load_resources
from c7n.structure import StructureParser

from c7n_reflex.modes.sessions import share_models
from c7n_reflex.sweeps.account import Account, Job, run_account
from c7n_reflex.sweeps.results import Result, Status

log = logging.getLogger("c7n_org")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEFAULT_CACHE = "~/.cache/c7n-org"


def run(policies: Sequence[dict[str, Any]], options: dict[str, Any]) -> list[Result]:
    """How each policy ended in each account and region.

    `options` are those of c7n_org.cli.run; its `use` has been read: `policies`. Raises what c7n-org raises
    for an account file that it cannot use; nothing once anything runs.
    """
    with _logging(options["verbose"]):
        return _run(policies, options)


def _run(policies: Sequence[dict[str, Any]], options: dict[str, Any]) -> list[Result]:
    accounts, chosen = _accounts(options), _policies(policies, options)
    if not (accounts and chosen["policies"]):
        log.info(
            "Targeting accounts: %d, policies: %d. Nothing to do.", len(accounts), len(chosen["policies"])
        )
        return []
    load_resources(sorted(StructureParser().get_resource_types(chosen)))
    output = c7n_org.cli.initialize_provider_output(chosen, options["output_dir"], options["region"])
    placed, failed = _regions(accounts, options["region"])
    common = (chosen, output, options["cache_period"], _cache_path(options), _metrics(options))
    jobs = [
        Job(account, regions, *common, options["dryrun"], options["debug"])
        for account, regions in _shares(placed)
    ]
    results = [*failed, *_done(jobs, options["debug"])]
    counts: dict[str, int] = {}
    for each in results:
        counts[each.policy] = counts.get(each.policy, 0) + each.matched
    counts.pop("", None)
    log.info("Policy resource counts %s", counts)
    return results


@contextmanager
def _logging(verbose: bool) -> Iterator[None]:
    """Within, logging is as c7n_org.cli.init sets it up; afterwards nothing is hidden any more."""
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s: %(name)s:%(levelname)s %(message)s")
    logging.getLogger().setLevel(level)
    for name, at in (("botocore", logging.ERROR), ("s3transfer", logging.WARNING)):
        logging.getLogger(name).setLevel(at)
    for name, at in (("custodian.s3", logging.ERROR), ("urllib3", logging.WARNING)):
        logging.getLogger(name).setLevel(at)
    shown = [each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)]
    hiding = c7n_org.cli.LogFilter()
    for handler in shown:
        handler.addFilter(hiding)
    try:
        yield
    finally:
        for handler in shown:
            handler.removeFilter(hiding)


def _accounts(options: dict[str, Any]) -> list[Account]:
    config = yaml.load(Path(options["config"]).read_text(encoding="utf-8"), Loader=_Loader)
    jsonschema.validate(config, c7n_org.cli.CONFIG_SCHEMA)
    config["accounts"] = [_with_deployment(each, config) for each in c7n_org.cli.accounts_iterator(config)]
    tags = c7n_org.cli.comma_expand(options["tags"])
    c7n_org.cli.filter_accounts(config, tags, options["accounts"], options["not_accounts"])
    accounts: list[Account] = config["accounts"]
    return accounts


def _with_deployment(account: Account, config: dict[str, Any]) -> Account:
    """c7n-org takes one `vars.deployment` for the other; `c7n-reflex deploy` merges them: this must agree."""
    for_all = (config.get("vars") or {}).get("deployment") or {}
    merged = {**for_all, **(account["vars"].get("deployment") or {})}
    return {**account, "vars": {**account["vars"], "deployment": merged}} if merged else account


def _policies(policies: Sequence[dict[str, Any]], options: dict[str, Any]) -> dict[str, Any]:
    chosen = {"policies": copy.deepcopy(list(policies))}
    tags, names = map(c7n_org.cli.comma_expand, (options["policy_tags"], options["policy"]))
    c7n_org.cli.filter_policies(chosen, tags, names, None)
    return chosen


def _cache_path(options: dict[str, Any]) -> str:
    path = Path(options["cache_path"] or _DEFAULT_CACHE).expanduser()
    if options["cache_period"]:
        path.mkdir(parents=True, exist_ok=True)
    return str(path)


def _metrics(options: dict[str, Any]) -> Any:
    return options["metrics_uri"] or options["metrics"]


def _regions(
    accounts: Iterable[Account], asked: Sequence[str]
) -> tuple[list[tuple[Account, tuple[str, ...]]], list[Result]]:
    """The regions of each account; a failure for each of which they could not be listed."""
    placed, failed = [], []
    accounts = list(accounts)
    with ThreadPoolExecutor(max_workers=c7n_org.cli.WORKER_COUNT) as pool:
        for account, found in zip(
            accounts, pool.map(lambda each: _regions_of(each, asked), accounts), strict=True
        ):
            if isinstance(found, str):
                failed.append(Result(account["name"], "all", "", status=Status.FAILED, error=found))
            else:
                placed.append((account, found))
    return placed, failed


def _regions_of(account: Account, asked: Sequence[str]) -> tuple[str, ...] | str:
    """The regions, or what went wrong: c7n-org passes over an account of which it may not list them."""
    try:
        regions = tuple(c7n_org.cli.resolve_regions(asked or account.get("regions", ()), account))
    except Exception as error:  # noqa: BLE001 (of one account: the others have their turn)
        return f"the regions cannot be listed: {error}"
    return regions or "the regions cannot be listed: access denied"


def _shares(placed: Sequence[tuple[Account, tuple[str, ...]]]) -> Iterator[tuple[Account, tuple[str, ...]]]:
    """What each child process does: an account, if there are enough of them, else one region of it.

    Regions of an account that are done one after another fetch global resources once.
    """
    enough = len(placed) >= c7n_org.cli.WORKER_COUNT
    for account, regions in placed:
        if enough:
            yield account, regions
        else:
            yield from ((account, (region,)) for region in regions)


def _done(jobs: Sequence[Job], debug: bool) -> Iterator[Result]:
    if debug:
        for job in jobs:
            yield from run_account(job)
        return
    _warm(jobs)
    gc.freeze()  # so that forked children neither look through nor copy what all of them have
    with ProcessPoolExecutor(max_workers=max(1, min(c7n_org.cli.WORKER_COUNT, len(jobs)))) as pool:
        futures = {pool.submit(run_account, job): job for job in jobs}
        for future in as_completed(futures):
            yield from _ended(futures[future], future)
    gc.unfreeze()


def _ended(job: Job, future: Future[list[Result]]) -> list[Result]:
    error = future.exception()
    if error is None:
        return future.result()
    name, told = job.account["name"], f"{type(error).__name__}: {error}"
    for region in job.regions:
        log.warning("Error running policy in %s @ %s exception: %s", name, region, error)
    return [Result(name, region, "", status=Status.FAILED, error=told) for region in job.regions]


def _warm(jobs: Sequence[Job]) -> None:
    """Parse the models of the services in use before children are forked: once, and not in each of them."""
    if not jobs or multiprocessing.get_start_method() != "fork":
        return
    session = share_models(boto3.Session("none", "none", region_name=jobs[0].regions[0]))
    types = [
        name for name in StructureParser().get_resource_types(jobs[0].policies) if name.startswith("aws.")
    ]
    for service in {"sts", *(get_resource_class(name).resource_type.service for name in types)}:
        try:
            session.client(service)
        except (BotoCoreError, ValueError):  # a type with a pseudo-service, or none in that region
            log.debug("no client of %s to prepare", service)
