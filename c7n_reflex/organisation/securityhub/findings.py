"""BatchImportFindings, BatchUpdateFindings, GetFindings, and the events that tell of findings."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.securityhub import asff, filters
from c7n_reflex.organisation.securityhub.pages import page
from c7n_reflex.organisation.securityhub.state import Finding, Place, SecurityHub, now

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_MOST = 100  # findings in one request


def install(organisation: Organisation, hub: SecurityHub) -> None:
    """Answer the operations on findings."""
    for operation, handler in (
        ("BatchImportFindings", _import),
        ("BatchUpdateFindings", _update),
    ):
        work = functools.partial(handler, organisation, hub)
        organisation.operations.override("securityhub", operation, work)
    organisation.operations.override("securityhub", "GetFindings", functools.partial(_get, hub))


def envelope(place: Place, kind: str, resource: str, detail: dict[str, Any]) -> dict[str, Any]:
    """An event of Security Hub: `kind` is the last part of its detail-type, `place` whose bus it is for."""
    account, region = place
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": f"Security Hub Findings - {kind}",
        "source": "aws.securityhub",
        "account": account,
        "time": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [resource],
        "detail": detail,
    }


def _import(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    given = call.params.get("Findings", [])
    if not 1 <= len(given) <= _MOST:
        raise ApiError("InvalidInputException", f"Findings must have 1 to {_MOST} members")
    failed, stored = [], []
    with hub.lock:
        hub.hub(call.account, call.region)
        for finding in given:
            problem = asff.problem(finding, call.account, call.region)
            if problem:
                code, message = problem
                failed.append({"Id": finding.get("Id", ""), "ErrorCode": code, "ErrorMessage": message})
            else:
                stored.append(_store(hub, call, finding))
        viewers = hub.viewers(call.account, call.region)
    for finding in stored:
        _emit(organisation, viewers, finding)
    return {"FailedCount": len(failed), "SuccessCount": len(stored), "FailedFindings": failed}


def _store(hub: SecurityHub, call: Call, finding: Finding) -> Finding:
    key = (call.account, call.region, finding["ProductArn"], finding["Id"])
    hub.findings[key] = asff.imported(finding, hub.findings.get(key), call.region, now())
    return asff.public(hub.findings[key])


def _update(organisation: Organisation, hub: SecurityHub, call: Call) -> dict[str, Any]:
    changes = {name: value for name, value in call.params.items() if name != "FindingIdentifiers"}
    identifiers = call.params.get("FindingIdentifiers", [])
    if not 1 <= len(identifiers) <= _MOST:
        raise ApiError("InvalidInputException", f"FindingIdentifiers must have 1 to {_MOST} members")
    if not changes:
        raise ApiError("InvalidInputException", "No fields to update were given")
    processed, unprocessed, changed = [], [], []
    with hub.lock:
        hub.hub(call.account, call.region)
        keys = _keys(hub, call)
        for identifier in identifiers:
            found = keys.get((identifier["ProductArn"], identifier["Id"]), [])
            if not found:
                unprocessed.append(_not_found(identifier))
                continue
            processed.append(identifier)
            for key in found:
                hub.findings[key] = asff.updated(hub.findings[key], changes, now())
                changed.append((hub.viewers(key[0], key[1]), asff.public(hub.findings[key])))
    for viewers, finding in changed:
        _emit(organisation, viewers, finding)
    return {"ProcessedFindings": processed, "UnprocessedFindings": unprocessed}


def _keys(hub: SecurityHub, call: Call) -> dict[tuple[str, str], list[tuple[str, str, str, str]]]:
    """Keys of the findings that the caller sees, by product and id."""
    keys: dict[tuple[str, str], list[tuple[str, str, str, str]]] = {}
    for key in hub.findings:
        if (call.account, call.region) in hub.viewers(key[0], key[1]):
            keys.setdefault((key[2], key[3]), []).append(key)
    return keys


def _not_found(identifier: dict[str, str]) -> dict[str, Any]:
    return {
        "FindingIdentifier": identifier,
        "ErrorCode": "FindingNotFound",
        "ErrorMessage": f"Finding Not Found, Id: {identifier['Id']}",
    }


def _get(hub: SecurityHub, call: Call) -> dict[str, Any]:
    moment = dt.datetime.now(dt.UTC)
    wanted = call.params.get("Filters") or {}
    with hub.lock:
        hub.hub(call.account, call.region)
        found = [f for f in hub.visible(call.account, call.region) if filters.matches(f, wanted, moment)]
        found = filters.ordered(found, call.params.get("SortCriteria") or [])
        return page([asff.public(finding) for finding in found], call.params, "Findings")


def _emit(organisation: Organisation, viewers: list[Place], finding: Finding) -> None:
    resource = f"{finding['ProductArn']}/{finding['Id']}"
    for place in viewers:
        event = envelope(place, "Imported", resource, {"findings": [asff.public(finding)]})
        organisation.events.emit(*place, event)
