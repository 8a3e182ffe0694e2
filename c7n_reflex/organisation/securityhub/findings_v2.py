"""Findings in OCSF: BatchUpdateFindingsV2, GetFindingsV2, the route that imports one, and the events.

Providers hand findings to Security Hub by no public API, therefore the route
POST securityhub/import-v2 {"account", "region", "finding": {...}}.
Source of the event: "EventBridge event formats" (securityhub-v2-cwe-event-formats) of the User Guide.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.securityhub import filters_v2, ocsf
from c7n_reflex.organisation.securityhub.findings import envelope
from c7n_reflex.organisation.securityhub.pages import page
from c7n_reflex.organisation.securityhub.state import Finding, Place, SecurityHub

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_MOST = 100  # findings in one update
_DETAIL_TYPE = "Findings Imported V2"
Key = tuple[str, str, str]


def install(organisation: Organisation, hub: SecurityHub) -> None:
    """Answer the operations and serve the route."""
    operations = organisation.operations
    update = functools.partial(_update, organisation, hub)
    operations.override("securityhub", "BatchUpdateFindingsV2", update)
    operations.override("securityhub", "GetFindingsV2", functools.partial(_get, hub))
    organisation.control.route(
        "POST", "securityhub/import-v2", lambda _, body: _import(organisation, hub, body)
    )


def _import(organisation: Organisation, hub: SecurityHub, body: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError if the finding is none of this account, or the account has no Security Hub."""
    account, region, given = body["account"], body["region"], body["finding"]
    with hub.lock:
        if (account, region) not in hub.hubs:
            raise ValueError(f"Security Hub is not enabled in {account}, {region}")
        first = ocsf.imported(given, None, account, region)
        key = (account, region, str(first["metadata"]["uid"]))
        previous = hub.findings_v2.get(key)
        hub.findings_v2[key] = ocsf.imported(given, previous, account, region)
        viewers, finding = hub.viewers(account, region), ocsf.public(hub.findings_v2[key])
    _emit(organisation, viewers, finding)
    return {"metadata_uid": key[2], "places": viewers}


def _update(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    changes = {name: value for name, value in call.params.items() if name in ocsf.CHANGES}
    uids, identifiers = call.params.get("MetadataUids") or [], call.params.get("FindingIdentifiers") or []
    _check(uids, identifiers, changes)
    processed: list[dict[str, Any]] = []
    unprocessed: list[dict[str, Any]] = []
    changed = []
    with hub.lock:
        _enabled(hub, call)
        for named, wanted in _named(uids, identifiers):
            keys = _keys(hub, call, wanted)
            (processed if keys else unprocessed).append(named if keys else _not_found(named))
            for key in keys:
                hub.findings_v2[key] = ocsf.updated(hub.findings_v2[key], changes)
                changed.append((hub.viewers(*key[:2]), ocsf.public(hub.findings_v2[key])))
    for viewers, finding in changed:
        _emit(organisation, viewers, finding)
    return {"ProcessedFindings": processed, "UnprocessedFindings": unprocessed}


def _check(uids: list[str], identifiers: list[dict[str, str]], changes: dict[str, Any]) -> None:
    problem = ocsf.problem(changes)
    if bool(uids) is bool(identifiers):
        problem = "Give either MetadataUids or FindingIdentifiers"
    elif len(uids) + len(identifiers) > _MOST:
        problem = f"No more than {_MOST} findings can be updated at a time"
    if problem:
        raise ApiError("ValidationException", problem)


def _named(
    uids: list[str], identifiers: list[dict[str, str]]
) -> list[tuple[dict[str, Any], str | tuple[str, ...]]]:
    """How an answer names each finding that is asked for, and what it is found by."""
    by_uid: list[tuple[dict[str, Any], str | tuple[str, ...]]] = [({"MetadataUid": uid}, uid) for uid in uids]
    names = ("CloudAccountUid", "FindingInfoUid", "MetadataProductUid")
    by_identifier: list[tuple[dict[str, Any], str | tuple[str, ...]]] = [
        ({"FindingIdentifier": given}, tuple(given[name] for name in names)) for given in identifiers
    ]
    return by_uid + by_identifier


def _keys(hub: SecurityHub, call: Call, wanted: str | tuple[str, ...]) -> list[Key]:
    """Keys of the findings with this metadata.uid or identifier that the caller sees."""
    return [
        key
        for key, finding in hub.findings_v2.items()
        if wanted in (key[2], ocsf.identifier(finding))
        and (call.account, call.region) in hub.viewers(key[0], key[1])
    ]


def _not_found(named: dict[str, Any]) -> dict[str, Any]:
    return {**named, "ErrorCode": "ResourceNotFoundException", "ErrorMessage": "The finding was not found"}


def _get(hub: SecurityHub, call: Call) -> dict[str, Any]:
    moment = dt.datetime.now(dt.UTC)
    wanted = call.params.get("Filters") or {}
    with hub.lock:
        _enabled(hub, call)
        seen = hub.visible_v2(call.account, call.region)
        found = [finding for finding in seen if filters_v2.matches(finding, wanted, moment)]
        found = filters_v2.ordered(found, call.params.get("SortCriteria") or [])
        return page([ocsf.public(finding) for finding in found], call.params, "Findings")


def _enabled(hub: SecurityHub, call: Call) -> None:
    if (call.account, call.region) not in hub.hubs:
        message = f"Account {call.account} is not subscribed to AWS Security Hub"
        raise ApiError("AccessDeniedException", message, status=403)


def _emit(organisation: Organisation, viewers: list[Place], finding: Finding) -> None:
    """One event a finding and place; its resource is the finding's metadata.uid, not an ARN."""
    for place in viewers:
        event = envelope(place, "", finding["metadata"]["uid"], {"findings": [ocsf.public(finding)]})
        organisation.events.emit(*place, {**event, "detail-type": _DETAIL_TYPE})
