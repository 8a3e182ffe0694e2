"""Findings in OCSF: what one must have, what Security Hub adds, and what a customer's update changes. Pure.

Sources: API_BatchUpdateFindingsV2; classes "Compliance Finding" [2003], "Detection Finding" [2004] and the
dictionary of severity_id and status_id at https://schema.ocsf.io.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

Finding = dict[str, Any]

STATUSES = {
    0: "Unknown",
    1: "New",
    2: "In Progress",
    3: "Suppressed",
    4: "Resolved",
    5: "Archived",
    99: "Other",
}
SEVERITIES = {
    0: "Unknown",
    1: "Informational",
    2: "Low",
    3: "Medium",
    4: "High",
    5: "Critical",
    6: "Fatal",
    99: "Other",
}
# What a customer has set stays when the provider sends the finding again, as in ASFF.
_CUSTOMISED = "x-customised"  # ours, never shown
# What an update may name, and the fields of a finding that it sets.
CHANGES = {
    "StatusId": ("status_id", "status"),
    "SeverityId": ("severity_id", "severity"),
    "Comment": ("comment",),
}
_DONE = (2, 4)


def imported(given: Finding, previous: Finding | None, account: str, region: str) -> Finding:
    """The finding as Security Hub keeps it. Raises ValueError for what is not one of this account."""
    stored = copy.deepcopy(given)
    for path in ("class_uid", "finding_info.uid", "metadata.product.uid"):
        if not value(stored, path):
            raise ValueError(f"the finding has no {path}")
    owner = stored.setdefault("cloud", {}).setdefault("account", {}).setdefault("uid", account)
    if owner != account:
        raise ValueError(f"cloud.account.uid is {owner}, not {account}")
    stored["cloud"].setdefault("region", region)
    stored["metadata"].setdefault("uid", uid(stored))
    _name(stored, "status_id", "status", STATUSES, default=1)
    _name(stored, "severity_id", "severity", SEVERITIES, default=0)
    return _with_customer_fields(stored, previous) if previous else stored


def uid(finding: Finding) -> str:
    """The `metadata.uid` of a finding that has none: 64 digits, the same for the same finding."""
    return hashlib.sha256("\n".join(identifier(finding)).encode()).hexdigest()


def identifier(finding: Finding) -> tuple[str, str, str]:
    """CloudAccountUid, FindingInfoUid and MetadataProductUid of BatchUpdateFindingsV2."""
    paths = ("cloud.account.uid", "finding_info.uid", "metadata.product.uid")
    account, info, product = (str(value(finding, path)) for path in paths)
    return account, info, product


def problem(changes: dict[str, Any]) -> str:
    """Why BatchUpdateFindingsV2 refuses these changes; "" if it does not."""
    if not changes:
        return "No fields to update were given"
    for name, known in (("StatusId", STATUSES), ("SeverityId", SEVERITIES)):
        if name in changes and changes[name] not in known:
            return f"{name} must be one of {', '.join(map(str, known))}"
    comment = changes.get("Comment")
    if comment is not None and not (comment.strip() and len(comment) <= 512):
        return "Comment must have 1 to 512 characters"
    return ""


def updated(finding: Finding, changes: dict[str, Any]) -> Finding:
    """The finding after an update with StatusId, SeverityId, Comment; its times stay as they are."""
    result = copy.deepcopy(finding)
    if "SeverityId" in changes:
        provided = {name: result[name] for name in ("severity_id", "severity")}
        result["vendor_attributes"] = {**provided, **result.get("vendor_attributes", {})}
        result["severity_id"], result["severity"] = changes["SeverityId"], SEVERITIES[changes["SeverityId"]]
    if "StatusId" in changes:
        result["status_id"], result["status"] = changes["StatusId"], STATUSES[changes["StatusId"]]
    if "Comment" in changes:
        result["comment"] = changes["Comment"]
    result[_CUSTOMISED] = sorted({*result.get(_CUSTOMISED, ()), *(changes.keys() & CHANGES.keys())})
    return result


def public(finding: Finding) -> Finding:
    """A copy as Security Hub shows it."""
    return {name: copy.deepcopy(item) for name, item in finding.items() if name != _CUSTOMISED}


def value(finding: Finding, path: str) -> Any:
    """The value at a dotted path of objects; None if there is none."""
    found: Any = finding
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def values(finding: Finding, path: str) -> list[Any]:
    """Every value at a dotted path, lists on the way flattened: "resources.uid" -> [...]."""
    found: list[Any] = [finding]
    for step in path.split("."):
        found = [item[step] for item in found if isinstance(item, dict) and step in item]
        found = [each for item in found for each in (item if isinstance(item, list) else [item])]
    return found


def _name(stored: Finding, number: str, text: str, names: dict[int, str], default: int) -> None:
    stored.setdefault(number, default)
    stored.setdefault(text, names.get(stored[number], "Other"))


def _with_customer_fields(stored: Finding, previous: Finding) -> Finding:
    customised = list(previous.get(_CUSTOMISED, ()))
    if "StatusId" in customised and _reopens(previous, stored):
        customised.remove("StatusId")
        stored["status_id"], stored["status"] = 1, STATUSES[1]
    for change in customised:
        for name in CHANGES[change]:
            stored[name] = previous[name]
    if "SeverityId" in customised:
        stored["vendor_attributes"] = copy.deepcopy(previous["vendor_attributes"])
    stored[_CUSTOMISED] = customised
    return stored


def _reopens(previous: Finding, stored: Finding) -> bool:
    """A control that had passed fails again: the finding is new, whatever a customer had made of it."""
    was, now = (str(value(item, "compliance.status")) for item in (previous, stored))
    return previous["status_id"] in _DONE and was == "Pass" and now != "Pass"
