"""Core-compliance as delegated administrator of the detection services: looked up, and registered.

Sources: the services' EnableOrganizationAdminAccount and EnableDelegatedAdminAccount, organizations
RegisterDelegatedAdministrator and EnableAWSServiceAccess (API references).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from c7n_reflex.deploy.detection.management import Connect

EVERYWHERE = "all"  # in place of a region, for what holds in all of them


@dataclass(frozen=True)
class Regional:
    """A service whose administrator is named by its own API, region by region."""

    name: str  # botocore's
    listing: str
    listed: str  # key of the listing's answer
    account: str  # key of the account's id in each of them
    status: str
    enabling: str
    argument: str


_ADMIN = ("list_organization_admin_accounts", "enable_organization_admin_account")
REGIONAL = (
    Regional("securityhub", _ADMIN[0], "AdminAccounts", "AccountId", "Status", _ADMIN[1], "AdminAccountId"),
    Regional(
        *("guardduty", _ADMIN[0], "AdminAccounts", "AdminAccountId", "AdminStatus"),
        *(_ADMIN[1], "AdminAccountId"),
    ),
    Regional("macie2", _ADMIN[0], "adminAccounts", "accountId", "status", _ADMIN[1], "adminAccountId"),
    Regional(
        *("inspector2", "list_delegated_admin_accounts", "delegatedAdminAccounts", "accountId", "status"),
        *("enable_delegated_admin_account", "delegatedAdminAccountId"),
    ),
)
# Service principals whose administrator AWS Organizations keeps, for all regions.
OF_ORGANISATION = (
    "access-analyzer.amazonaws.com",
    "config.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
)
SERVICES = (*(each.name for each in REGIONAL), *OF_ORGANISATION)

# A service that is not there or not enabled in a region refuses the credentials themselves.
_UNAVAILABLE = ("UnrecognizedClientException", "OptInRequired", "SubscriptionRequiredException")
_REGISTERED = ("AccountAlreadyRegisteredException",)
MANAGES = "trusted access only: the management account administers it without being registered"


@dataclass(frozen=True)
class Delegation:
    """Who administers a service in a region.

    `result`: already, would-register, registered, taken (by `administrator`, which is left alone),
    unavailable in the region, or failed.
    """

    service: str
    region: str
    result: str
    administrator: str = ""  # account id, where one is known
    reason: str = ""

    def as_json(self) -> dict[str, str]:
        """For --output json."""
        return asdict(self)


@dataclass(frozen=True)
class Organisation:
    """Whom to ask, and who is who: account ids. `core` is the administrator to be."""

    connect: Connect
    management: str
    core: str
    home_region: str


def survey(
    organisation: Organisation, regions: Iterable[str], services: Sequence[str] = SERVICES
) -> list[Delegation]:
    """Who administers each service now; reads only. Failures are results."""
    found = [
        _asked(organisation, service, region)
        for service in REGIONAL
        if service.name in services
        for region in regions
    ]
    return found + [
        _asked(organisation, service, EVERYWHERE) for service in OF_ORGANISATION if service in services
    ]


def register(organisation: Organisation, found: Iterable[Delegation]) -> Iterator[Delegation]:
    """Each as it is now; those that are `would-register` are registered, one after the other.

    AWS Organizations refuses changes at the same time (ConcurrentModificationException), so no threads.
    """
    for each in found:
        yield _registered(organisation, each) if each.result == "would-register" else each


def _asked(organisation: Organisation, service: Regional | str, region: str) -> Delegation:
    name = service if isinstance(service, str) else service.name
    try:
        if isinstance(service, str):
            return _of_organisation(organisation, service)
        return _judged(name, region, organisation.core, _administrators(organisation, service, region))
    except (BotoCoreError, ClientError) as error:
        return Delegation(name, region, *_refused(error))


def _administrators(organisation: Organisation, service: Regional, region: str) -> dict[str, str]:
    """Status by account id."""
    client = organisation.connect(service.name, region)
    pages = client.get_paginator(service.listing).paginate()
    listed = [each for page in pages for each in page.get(service.listed, ())]
    return {str(each[service.account]): str(each.get(service.status, "ENABLED")) for each in listed}


def _judged(name: str, region: str, core: str, administrators: dict[str, str]) -> Delegation:
    others = [account for account in administrators if account != core]
    if administrators.get(core) == "ENABLED":
        return Delegation(name, region, "already", core)
    if others:
        return Delegation(name, region, "taken", others[0], f"{others[0]} is the administrator")
    return Delegation(name, region, "would-register", core)


def _of_organisation(organisation: Organisation, service: str) -> Delegation:
    client = organisation.connect("organizations", organisation.home_region)
    pages = client.get_paginator("list_aws_service_access_for_organization").paginate()
    trusted = any(
        each["ServicePrincipal"] == service for page in pages for each in page["EnabledServicePrincipals"]
    )
    if organisation.core == organisation.management:
        result = "already" if trusted else "would-register"
        return Delegation(service, EVERYWHERE, result, organisation.core, MANAGES)
    listed = client.get_paginator("list_delegated_administrators").paginate(ServicePrincipal=service)
    known = {str(each["Id"]): "ENABLED" for page in listed for each in page["DelegatedAdministrators"]}
    found = _judged(service, EVERYWHERE, organisation.core, known)
    return replace(found, result="would-register") if found.result == "already" and not trusted else found


def _registered(organisation: Organisation, each: Delegation) -> Delegation:
    try:
        if each.service in OF_ORGANISATION:
            _register_in_organisation(organisation, each.service)
        else:
            service = next(one for one in REGIONAL if one.name == each.service)
            client = organisation.connect(service.name, each.region)
            getattr(client, service.enabling)(**{service.argument: organisation.core})
    except (BotoCoreError, ClientError) as error:
        result, _, reason = _refused(error)
        return replace(each, result=result, reason=reason)
    return replace(each, result="registered")


def _register_in_organisation(organisation: Organisation, service: str) -> None:
    client: Any = organisation.connect("organizations", organisation.home_region)
    client.enable_aws_service_access(ServicePrincipal=service)
    if organisation.core == organisation.management:
        return
    try:
        client.register_delegated_administrator(AccountId=organisation.core, ServicePrincipal=service)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _REGISTERED:
            raise


def _refused(error: Exception) -> tuple[str, str, str]:
    """Result, administrator (not known) and reason."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    gone = isinstance(error, EndpointConnectionError) or code in _UNAVAILABLE
    return "unavailable" if gone else "failed", "", str(error)
