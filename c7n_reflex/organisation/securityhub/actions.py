"""Custom actions: action targets, and what happens when a person chooses one for some findings.

Source: "Using EventBridge for automated response and remediation" of the Security Hub User Guide.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.securityhub import asff
from c7n_reflex.organisation.securityhub.findings import envelope
from c7n_reflex.organisation.securityhub.pages import page
from c7n_reflex.organisation.securityhub.state import SecurityHub

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


def install(organisation: Organisation, hub: SecurityHub) -> None:
    """Answer the operations on action targets, and serve `POST securityhub/custom-action`."""
    for operation, handler in (
        ("CreateActionTarget", _create),
        ("DescribeActionTargets", _describe),
        ("UpdateActionTarget", _update),
        ("DeleteActionTarget", _delete),
    ):
        organisation.operations.override("securityhub", operation, functools.partial(handler, hub))
    organisation.control.route(
        "POST", "securityhub/custom-action", lambda _, body: _choose(organisation, hub, body)
    )


def _create(hub: SecurityHub, call: Call) -> dict[str, Any]:
    arn = f"arn:aws:securityhub:{call.region}:{call.account}:action/custom/{call.params['Id']}"
    with hub.lock:
        targets = hub.hub(call.account, call.region).targets
        if arn in targets:
            raise ApiError("ResourceConflictException", f"{arn} exists already", status=409)
        targets[arn] = {
            "ActionTargetArn": arn,
            "Name": call.params["Name"],
            "Description": call.params["Description"],
        }
    return {"ActionTargetArn": arn}


def _describe(hub: SecurityHub, call: Call) -> dict[str, Any]:
    wanted = call.params.get("ActionTargetArns")
    with hub.lock:
        targets = hub.hub(call.account, call.region).targets
        found = [dict(target) for arn, target in targets.items() if not wanted or arn in wanted]
    return page(found, call.params, "ActionTargets")


def _update(hub: SecurityHub, call: Call) -> dict[str, Any]:
    with hub.lock:
        target = _target(hub, call.account, call.region, call.params["ActionTargetArn"])
        target.update({name: call.params[name] for name in ("Name", "Description") if name in call.params})
    return {}


def _delete(hub: SecurityHub, call: Call) -> dict[str, Any]:
    arn = call.params["ActionTargetArn"]
    with hub.lock:
        _target(hub, call.account, call.region, arn)
        del hub.hub(call.account, call.region).targets[arn]
    return {"ActionTargetArn": arn}


def _target(hub: SecurityHub, account: str, region: str, arn: str) -> dict[str, str]:
    target = hub.hub(account, region).targets.get(arn)
    if target is None:
        raise ApiError("ResourceNotFoundException", f"There is no action target {arn}", status=404)
    return target


def _choose(organisation: Organisation, hub: SecurityHub, body: dict[str, Any]) -> dict[str, Any]:
    """Body: account, region, action_target_arn, finding_ids. Raises ValueError for what does not exist."""
    place = (body["account"], body["region"])
    wanted = list(body["finding_ids"])
    try:
        with hub.lock:
            target = dict(_target(hub, *place, body["action_target_arn"]))
            findings = [asff.public(f) for f in hub.visible(*place) if f["Id"] in wanted]
    except ApiError as error:
        raise ValueError(error.message) from error
    missing = set(wanted) - {finding["Id"] for finding in findings}
    if missing or not wanted:
        raise ValueError(f"no such findings: {', '.join(sorted(missing)) or 'none were named'}")
    detail = {
        "actionName": target["Name"],
        "actionDescription": target["Description"],
        "findings": findings,
    }
    event = envelope(place, "Custom Action", target["ActionTargetArn"], detail)
    organisation.events.emit(*place, event)
    return {"event_id": event["id"]}
