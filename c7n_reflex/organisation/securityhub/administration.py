"""Enabling Security Hub, its administrator and members, and the finding aggregator."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.securityhub.pages import page
from c7n_reflex.organisation.securityhub.state import Aggregator, Hub, SecurityHub, now

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

Handler = Callable[["Organisation", SecurityHub, Call], dict[str, Any]]


def install(organisation: Organisation, hub: SecurityHub) -> None:
    """Answer the administrative operations."""
    for operation, handler in _HANDLERS.items():
        work = functools.partial(_locked, handler, organisation, hub)
        organisation.operations.override("securityhub", operation, work)


def _locked(handler: Handler, organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    with hub.lock:
        return handler(organisation, hub, call)


def _enable(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    place = (call.account, call.region)
    if place in hub.hubs:
        raise ApiError(
            "ResourceConflictException", "Account is already subscribed to AWS Security Hub", status=409
        )
    hub.hubs[place] = Hub(*place, tags=dict(call.params.get("Tags") or {}))
    return {}


def _disable(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    place = (call.account, call.region)
    hub.hub(*place)
    if hub.administrators.get(call.region) == call.account:
        raise ApiError("InvalidInputException", "The administrator account cannot disable Security Hub")
    del hub.hubs[place]
    for key in [key for key in hub.findings if key[:2] == place]:
        del hub.findings[key]
    for key_v2 in [key for key in hub.findings_v2 if key[:2] == place]:
        del hub.findings_v2[key_v2]
    return {}


def _describe(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    found = hub.hub(call.account, call.region)
    if call.params.get("HubArn", found.arn) != found.arn:
        raise ApiError("ResourceNotFoundException", f"No hub {call.params['HubArn']}", status=404)
    return {
        "HubArn": found.arn,
        "SubscribedAt": found.subscribed_at,
        "AutoEnableControls": found.auto_enable_controls,
        "ControlFindingGenerator": found.finding_generator,
    }


def _configure(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    found = hub.hub(call.account, call.region)
    found.auto_enable_controls = call.params.get("AutoEnableControls", found.auto_enable_controls)
    found.finding_generator = call.params.get("ControlFindingGenerator", found.finding_generator)
    return {}


def _enable_administrator(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    """Only the management account may; here it is the core account."""
    if call.account != organisation.directory.core.id:
        raise ApiError(
            "AccessDeniedException", "The account is not the organization's management account", status=403
        )
    administrator = call.params["AdminAccountId"]
    if administrator not in {account.id for account in organisation.directory.accounts}:
        raise ApiError("InvalidInputException", f"Account {administrator} is not in the organization")
    if hub.administrators.get(call.region, administrator) != administrator:
        raise ApiError("InvalidInputException", "There is another administrator already; disable it first")
    hub.administrators[call.region] = administrator
    hub.hubs.setdefault((administrator, call.region), Hub(administrator, call.region))
    return {"AdminAccountId": administrator}


def _disable_administrator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    if hub.administrators.get(call.region) != call.params["AdminAccountId"]:
        raise ApiError("InvalidInputException", f"{call.params['AdminAccountId']} is not the administrator")
    del hub.administrators[call.region]
    return {}


def _list_administrators(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    administrator = hub.administrators.get(call.region)
    found = [{"AccountId": administrator, "Status": "ENABLED"}] if administrator else []
    return page(found, call.params, "AdminAccounts")


def _administrator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    administrator = hub.administrators.get(call.region)
    if administrator in (None, call.account):
        return {}
    member = {"AccountId": administrator, "MemberStatus": "Enabled", "InvitedAt": now()}
    return {"Master" if call.operation == "GetMasterAccount" else "Administrator": member}


def _describe_organisation(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    _administrators_only(hub, call)
    automatic = hub.auto_enable.get(call.region, False)
    return {
        "AutoEnable": automatic,
        "AutoEnableStandards": "NONE",
        "MemberAccountLimitReached": False,
        "OrganizationConfiguration": {"ConfigurationType": "LOCAL", "Status": "ENABLED"},
    }


def _configure_organisation(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    _administrators_only(hub, call)
    hub.auto_enable[call.region] = bool(call.params["AutoEnable"])
    return {}


def _administrators_only(hub: SecurityHub, call: Call) -> None:
    if hub.administrators.get(call.region) != call.account:
        raise ApiError("AccessDeniedException", "Only the administrator account may do this", status=403)


def _create_members(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    known = {account.id for account in organisation.directory.accounts}
    members = hub.hub(call.account, call.region).members
    unprocessed = []
    for detail in call.params["AccountDetails"]:
        account = detail["AccountId"]
        if account not in known:
            unprocessed.append({"AccountId": account, "ProcessingResult": "No such account"})
            continue
        members[account] = {"Email": detail.get("Email", ""), "InvitedAt": now()}
        if hub.administrators.get(call.region) == call.account:
            hub.hubs.setdefault((account, call.region), Hub(account, call.region))
    return {"UnprocessedAccounts": unprocessed}


def _members(organisation: Organisation, hub: SecurityHub, call: Call) -> list[dict[str, Any]]:
    """Members that were added, and for the administrator every account of the organisation with a hub."""
    own = hub.hub(call.account, call.region)
    ids = set(own.members)
    if hub.administrators.get(call.region) == call.account:
        ids |= {a.id for a in organisation.directory.accounts if (a.id, call.region) in hub.hubs}
    details = {account.id: account.email for account in organisation.directory.accounts}
    return [
        {
            "AccountId": account,
            "Email": own.members.get(account, {}).get("Email") or details.get(account, ""),
            "AdministratorId": call.account,
            "MasterId": call.account,
            "MemberStatus": "Enabled" if (account, call.region) in hub.hubs else "Created",
            "InvitedAt": own.members.get(account, {}).get("InvitedAt") or own.subscribed_at,
            "UpdatedAt": own.members.get(account, {}).get("InvitedAt") or own.subscribed_at,
        }
        for account in sorted(ids - {call.account})
    ]


def _list_members(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    return page(_members(organisation, hub, call), call.params, "Members", default=50)


def _get_members(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    found = {member["AccountId"]: member for member in _members(organisation, hub, call)}
    wanted = call.params["AccountIds"]
    return {
        "Members": [found[account] for account in wanted if account in found],
        "UnprocessedAccounts": [
            {"AccountId": account, "ProcessingResult": "Not a member"}
            for account in wanted
            if account not in found
        ],
    }


def _create_aggregator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    hub.hub(call.account, call.region)
    if call.account in hub.aggregators:
        raise ApiError("InvalidInputException", "Only one finding aggregator can exist in an account")
    arn = f"arn:aws:securityhub:{call.region}:{call.account}:finding-aggregator/{uuid.uuid4()}"
    aggregator = Aggregator(arn, call.account, call.region, *_linking(call))
    hub.aggregators[call.account] = aggregator
    return _shown(aggregator)


def _update_aggregator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    aggregator = _named_aggregator(hub, call)
    aggregator.mode, aggregator.regions = _linking(call)
    return _shown(aggregator)


def _get_aggregator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    return _shown(_named_aggregator(hub, call))


def _delete_aggregator(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    del hub.aggregators[_named_aggregator(hub, call).account]
    return {}


def _list_aggregators(_: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    aggregator = hub.aggregators.get(call.account)
    found = [{"FindingAggregatorArn": aggregator.arn}] if aggregator else []
    return page(found, call.params, "FindingAggregators")


def _named_aggregator(hub: SecurityHub, call: Call) -> Aggregator:
    aggregator = hub.aggregators.get(call.account)
    if aggregator is None or aggregator.arn != call.params["FindingAggregatorArn"]:
        raise ApiError(
            "ResourceNotFoundException", f"No aggregator {call.params['FindingAggregatorArn']}", status=404
        )
    return aggregator


def _linking(call: Call) -> tuple[str, list[str]]:
    mode, regions = call.params["RegionLinkingMode"], list(call.params.get("Regions") or [])
    if mode not in ("ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS"):
        raise ApiError("InvalidInputException", f"Invalid RegionLinkingMode {mode}")
    if (mode == "ALL_REGIONS") is bool(regions):
        raise ApiError("InvalidInputException", f"Regions do not go with {mode}")
    return mode, regions


def _shown(aggregator: Aggregator) -> dict[str, Any]:
    return {
        "FindingAggregatorArn": aggregator.arn,
        "FindingAggregationRegion": aggregator.region,
        "RegionLinkingMode": aggregator.mode,
        "Regions": aggregator.regions,
    }


_HANDLERS: dict[str, Handler] = {
    "EnableSecurityHub": _enable,
    "DisableSecurityHub": _disable,
    "DescribeHub": _describe,
    "UpdateSecurityHubConfiguration": _configure,
    "EnableOrganizationAdminAccount": _enable_administrator,
    "DisableOrganizationAdminAccount": _disable_administrator,
    "ListOrganizationAdminAccounts": _list_administrators,
    "GetAdministratorAccount": _administrator,
    "GetMasterAccount": _administrator,
    "DescribeOrganizationConfiguration": _describe_organisation,
    "UpdateOrganizationConfiguration": _configure_organisation,
    "CreateMembers": _create_members,
    "GetMembers": _get_members,
    "ListMembers": _list_members,
    "CreateFindingAggregator": _create_aggregator,
    "UpdateFindingAggregator": _update_aggregator,
    "GetFindingAggregator": _get_aggregator,
    "DeleteFindingAggregator": _delete_aggregator,
    "ListFindingAggregators": _list_aggregators,
}
