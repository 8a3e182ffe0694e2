"""What should be deployed: policies, accounts and regions, each with the units that it is made of."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from c7n_reflex import settings
from c7n_reflex.accounts import Account
from c7n_reflex.deploy.archive import Archive, build
from c7n_reflex.deploy.units import UNITS, Site, Source, Wanted, limits
from c7n_reflex.deploy.units.model import OURS, OURS_VALUE, POLICY
from c7n_reflex.errors import InputError
from c7n_reflex.modes.deployment import Deployment
from c7n_reflex.modes.topology import reason_not_here
from c7n_reflex.policyfiles import PolicyFile

NOT_DEPLOYED = ("pull",)  # modes without a function
NOT_OURS = ("schedule",)  # modes that only Custodian itself deploys


def of_site(
    files: Sequence[PolicyFile], names: Callable[[str], bool], account: Account, site: Site
) -> Iterator[Wanted]:
    """What of these policies, of those with a name that is asked for, belongs into the account and region.

    InputError for a policy that cannot be built with the account's variables.
    """
    for file in files:
        for index, data in enumerate(file.policies):
            mode = data.get("mode") or {"type": "pull"}
            mode = {"type": mode} if isinstance(mode, str) else mode
            if not names(data["name"]) or mode["type"] in NOT_DEPLOYED:
                continue
            if mode["type"] in NOT_OURS:
                raise InputError(
                    f"mode {mode['type']} is not deployed by this command",
                    remedy="write mode periodic, or deploy it by c7n-reflex org run",
                    place=file.place(("policies", index, "mode", "type")),
                )
            if reason_not_here(mode, site.account, site.region, settings.from_environment()):
                continue
            try:
                yield of_policy(built(data, account, site), site, defaults(account))
            except InputError as error:
                raise InputError(
                    f"{account.name} {site.region}: {error.message}",
                    remedy=error.remedy,
                    place=file.place(("policies", index)),
                ) from error


def defaults(account: Account) -> Mapping[str, Any]:
    """What accounts.yml says of deployments."""
    return account.deployment


def built(data: Mapping[str, Any], account: Account, site: Site) -> Any:
    """The policy with the account's variables, as c7n-org builds it (c7n_org.cli.run_account)."""
    from c7n.config import Config
    from c7n.exceptions import CustodianError
    from c7n.policy import Policy

    options = Config.empty(
        account_id=site.account,
        region=site.region,
        regions=(site.region,),
        output_dir="",
        assume_role=account.role,
        cache=None,
    )
    try:
        policy = Policy(copy.deepcopy(dict(data)), options, lambda *_, **__: None)
        policy.expand_variables(policy.get_variables(copy.deepcopy(dict(account.variables))))
        policy.validate()
    # Filters and actions raise whatever their parsing raised.
    except (CustodianError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        text = f"policy {data['name']!r} is invalid here: {error or type(error).__name__}"
        raise InputError(text, remedy="see `vars` in accounts.yml") from error
    return policy


def of_policy(policy: Any, site: Site, given: Mapping[str, Any]) -> Wanted:
    """The deployment of a policy that is built for this account and region."""
    from c7n.version import version

    from c7n_reflex.deploy.function import PolicyFunction

    function = PolicyFunction(policy)
    contents = function.contents()
    mode = policy.get_execution_mode()
    written = (policy.data.get("metadata") or {}).get("deployment")
    deployment = Deployment.of(written, given)
    packages, runtime = tuple(function.packages or ()), str(function.runtime)
    digest = digested(json.dumps(contents, sort_keys=True), packages, runtime)
    limits.check(policy.name, function.get_config(), deployment)
    source = Source(site, function, mode, deployment, digest)
    kind = str(policy.data["mode"]["type"])
    return Wanted(
        policy=policy.name,
        function=str(function.name),
        site=site,
        units={unit.name: unit.wanted(source) for unit in UNITS},
        tags={
            **{str(key): str(value) for key, value in (function.tags or {}).items()},
            "custodian-info": f"mode={kind}:version={version}",
            OURS: OURS_VALUE,
            POLICY: policy.name,
        },
        mode=kind,
        archive=lambda: archive_of(json.dumps(contents, sort_keys=True), packages, runtime),
        permissions=lambda: _permissions(policy),
    )


def _permissions(policy: Any) -> Sequence[str]:
    from c7n_reflex.deploy.permissions import needs

    return needs.actions(policy)


@lru_cache(maxsize=4)
def archive_of(contents: str, packages: tuple[str, ...], runtime: str) -> Archive:
    """Built once for the accounts that share it; it takes some MB, so few are kept."""
    return build(json.loads(contents), packages, runtime)


@cache
def digested(contents: str, packages: tuple[str, ...], runtime: str) -> str:
    """The digest of an archive's sources, short."""
    return archive_of(contents, packages, runtime).digest[:16]
