"""What an organisation has before anything is deployed: its accounts, their access roles, Security Hub.

Written straight to moto's backends where an API call could not fix the ids or would take long.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import get_service_model

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.identity import root
from c7n_reflex.organisation.resource_policies import ORGANISATION_ID

if TYPE_CHECKING:
    from c7n_reflex.accounts import Account
    from c7n_reflex.organisation.organisation import Organisation

_ADMINISTRATOR = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def install(organisation: Organisation) -> None:
    """Create the AWS Organization, each account's access role and alias, and Security Hub; once."""
    directory = organisation.directory
    with organisation.lock:
        if organisation.backend("organizations", directory.core.id, directory.core.regions[0]).org:
            return
        _create_organization(organisation)
        for account in directory.accounts:
            _create_access_role(organisation, account)
            aliases = organisation.backend("iam", account.id, "us-east-1").account_aliases
            aliases[:] = [account.name]
    _enable_security_hub(organisation)


def _create_organization(organisation: Organisation) -> None:
    """The core account as management account, every account with its id of accounts.yml.

    moto gives organisations and accounts random ids.
    """
    core = organisation.directory.core
    backend = organisation.backend("organizations", core.id, core.regions[0])
    backend.create_organization(core.regions[0], FeatureSet="ALL")
    backend.org.id = ORGANISATION_ID
    backend.org.master_account_email = core.email
    for entry in backend.accounts + backend.ou:
        entry.organization_id = ORGANISATION_ID
    for account in organisation.directory.solutions:
        _add_account(backend, account)


def _add_account(backend: Any, account: Account) -> None:
    from moto.organizations import models

    random_id = models.utils.make_random_account_id
    models.utils.make_random_account_id = lambda: account.id
    try:
        backend.create_account(AccountName=account.name, Email=account.email)
    finally:
        models.utils.make_random_account_id = random_id


def _create_access_role(organisation: Organisation, account: Account) -> None:
    """The role that accounts.yml names, which trusts the core account, with AdministratorAccess."""
    core = organisation.directory.core
    backend = organisation.backend("iam", account.id, "us-east-1")
    name = account.role.rsplit("/", 1)[-1]
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{core.id}:root"},
        "Action": "sts:AssumeRole",
    }
    if not any(role.name == name for role in backend.roles.values()):
        backend.create_role(name, "{}", "/", None, "", [], "43200")
    role = backend.get_role(name)
    role.assume_role_policy_document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    policy = _administrator_access(account.id)
    backend.managed_policies.setdefault(policy.arn, policy)
    if policy.arn not in role.managed_policies:
        backend.managed_policies[policy.arn].attach_to(role)


def _administrator_access(account: str) -> Any:
    """The one AWS managed policy in use: loading all of them takes moto 1.5 s an account."""
    from moto.iam.models import AWSManagedPolicy

    long_ago = dt.datetime(2015, 2, 6, tzinfo=dt.UTC).isoformat()
    data = {"Document": _ADMINISTRATOR, "CreateDate": long_ago, "UpdateDate": long_ago, "Path": "/"}
    return AWSManagedPolicy.from_data("AdministratorAccess", account, "us-east-1", data)


def _enable_security_hub(organisation: Organisation) -> None:
    """Security Hub in every account and region, core as administrator, aggregated to its home region."""
    core = organisation.directory.core
    for account in organisation.directory.accounts:
        for region in account.regions:
            _perform(organisation, account, region, "EnableSecurityHub", EnableDefaultStandards=False)
    for region in core.regions:
        _perform(organisation, core, region, "EnableOrganizationAdminAccount", AdminAccountId=core.id)
    _perform(organisation, core, core.regions[0], "CreateFindingAggregator", RegionLinkingMode="ALL_REGIONS")


def _perform(
    organisation: Organisation, account: Account, region: str, operation: str, **parameters: Any
) -> None:
    """Have the Security Hub part, if it is there, answer a call of the account's root.

    Without a client and the gateway: 25 clients would take longer than all the rest.
    """
    handler = organisation.operations.overrides.get(("securityhub", operation))
    if handler is None:
        return
    model = get_service_model("securityhub").operation_model(operation)
    call = Call(
        id=str(uuid.uuid4()),
        time=dt.datetime.now(dt.UTC),
        principal=root(account.id),
        account=account.id,
        region=region,
        service="securityhub",
        operation=operation,
        model=model,
        params=parameters,
    )
    handler(call)
