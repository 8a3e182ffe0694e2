"""The AWS Security Finding Format: what a finding must have, and what Security Hub adds to it. Pure.

Sources: "Required top-level ASFF attributes", "BatchImportFindings for finding providers" and "Setting the
workflow status of findings" of the Security Hub User Guide; API_BatchImportFindings.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any

Finding = dict[str, Any]

_REQUIRED = (
    "AwsAccountId",
    "CreatedAt",
    "Description",
    "GeneratorId",
    "Id",
    "ProductArn",
    "Resources",
    "SchemaVersion",
    "Title",
    "UpdatedAt",
)
_BY_PROVIDER = ("Severity", "Types")  # either at the top or in FindingProviderFields
_PRODUCT = re.compile(
    r"^arn:[\w-]+:securityhub:(?P<region>[\w-]*):(?P<account>\d*):product/(?P<company>[^/]+)/(?P<product>[^/]+)$"
)
_LABELS = {"INFORMATIONAL": 0, "LOW": 1, "MEDIUM": 40, "HIGH": 70, "CRITICAL": 90}  # least Normalized of each
# Customers set these by BatchUpdateFindings; what a provider sends later does not change them.
_CUSTOMER_FIELDS = ("Note", "UserDefinedFields", "VerificationState", "Workflow")
_SHARED_FIELDS = ("Confidence", "Criticality", "RelatedFindings", "Severity", "Types")
_CUSTOMISED = "x-customised"  # ours, never shown: which of those a customer has set
_NAMES = {"guardduty": "GuardDuty", "securityhub": "Security Hub", "inspector": "Inspector", "macie": "Macie"}


def problem(finding: Finding, account: str, region: str) -> tuple[str, str] | None:
    """(error code, message) that keeps `account` from importing the finding in `region`; None if it may."""
    provided = {**finding.get("FindingProviderFields", {}), **finding}
    missing = [name for name in _REQUIRED if not finding.get(name)]
    missing += [name for name in _BY_PROVIDER if not provided.get(name)]
    if missing:
        return "InvalidInput", f"Finding is missing the required attributes: {', '.join(missing)}"
    for name in ("CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt"):
        if name in finding and not _is_time(finding[name]):
            return "InvalidInput", f"finding.{name} is not an RFC 3339 timestamp: {finding[name]!r}"
    return _access_problem(finding, account, region)


def _access_problem(finding: Finding, account: str, region: str) -> tuple[str, str] | None:
    product = _PRODUCT.match(finding["ProductArn"])
    if product is None:
        return "InvalidInput", f"finding.ProductArn is not a product ARN: {finding['ProductArn']!r}"
    if product["region"] not in ("", region):
        return "InvalidAccess", f"ProductArn is of region {product['region']}, the request is to {region}"
    if product["account"]:
        own = {"account": account, "company": account, "product": "default"}
        if {key: product[key] for key in own} != own:
            return "InvalidAccess", f"Account {account} cannot import findings of {finding['ProductArn']}"
    if finding["AwsAccountId"] != account:
        return (
            "InvalidAccess",
            f"Account {account} cannot import findings of account {finding['AwsAccountId']}",
        )
    return None


def imported(finding: Finding, previous: Finding | None, region: str, received: str) -> Finding:
    """The finding as Security Hub stores it; `previous` is the one with the same Id and ProductArn."""
    stored = copy.deepcopy(finding)
    _add_provider_fields(stored, previous)
    _add_product(stored)
    stored.setdefault("Region", region)
    stored.setdefault("RecordState", "ACTIVE")
    for name in _CUSTOMER_FIELDS:
        stored.pop(name, None)
        if previous and name in previous:
            stored[name] = copy.deepcopy(previous[name])
    stored.setdefault("Workflow", {"Status": "NEW"})
    stored["WorkflowState"] = "NEW"
    stored["ProcessedAt"] = received
    if previous and _reopens(previous, stored):
        stored["Workflow"] = {"Status": "NEW"}
    return stored if previous is None else {**previous, **stored}


def updated(finding: Finding, changes: dict[str, Any], received: str) -> Finding:
    """The finding after BatchUpdateFindings with these parameters (without FindingIdentifiers)."""
    result, changes = copy.deepcopy(finding), copy.deepcopy(changes)
    customised = set(result.get(_CUSTOMISED, ())) | changes.keys() & set(_SHARED_FIELDS)
    if "Severity" in changes:
        # An update names the label or the number; the other one follows, the provider's own value stays.
        original = {name: result["Severity"][name] for name in ("Original",) if name in result["Severity"]}
        changes["Severity"] = severity({**original, **changes["Severity"]})
    if "Note" in changes:
        changes["Note"] = {**changes["Note"], "UpdatedAt": received}
    return {**result, **changes, "ProcessedAt": received, _CUSTOMISED: sorted(customised)}


def public(finding: Finding) -> Finding:
    """A copy as Security Hub shows it."""
    return {name: copy.deepcopy(value) for name, value in finding.items() if name != _CUSTOMISED}


def severity(given: dict[str, Any]) -> dict[str, Any]:
    """A Severity with both Label and Normalized, each found from the other."""
    label, normalized = given.get("Label"), given.get("Normalized")
    if label is None:
        label = _label(normalized or 0)
    if normalized is None or _label(normalized) != label:
        normalized = _LABELS.get(label, 0)
    return {**given, "Label": label, "Normalized": normalized}


def _label(normalized: int) -> str:
    return max((least, name) for name, least in _LABELS.items() if least <= int(normalized))[1]


def _add_provider_fields(stored: Finding, previous: Finding | None) -> None:
    """Top-level values follow the provider's, unless a customer has set them."""
    provider = stored.setdefault("FindingProviderFields", {})
    customised = (previous or {}).get(_CUSTOMISED, ())
    for name in _SHARED_FIELDS:
        if name in provider or name in stored:
            provider.setdefault(name, copy.deepcopy(stored.get(name)))
            stored[name] = copy.deepcopy(provider[name])
        if previous and name in customised:
            stored[name] = copy.deepcopy(previous[name])
    if "Severity" not in customised:
        stored["Severity"] = severity(stored["Severity"])
    label = severity(provider["Severity"])["Label"]
    provider["Severity"] = {
        "Label": label,
        **{key: value for key, value in provider["Severity"].items() if key == "Original"},
    }


def _add_product(stored: Finding) -> None:
    found = _PRODUCT.match(stored["ProductArn"])
    assert found is not None, "checked by `problem`"
    company, product = found["company"], found["product"]
    if found["account"]:
        company = "Personal"
    company = {"aws": "AWS"}.get(company, company)
    stored.setdefault("CompanyName", "Amazon" if company == "AWS" else company)
    stored.setdefault("ProductName", _NAMES.get(product, product.replace("-", " ").title()))
    stored["ProductFields"] = {
        **stored.get("ProductFields", {}),
        "aws/securityhub/FindingId": f"{stored['ProductArn']}/{stored['Id']}",
        "aws/securityhub/ProductName": stored["ProductName"],
        "aws/securityhub/CompanyName": stored["CompanyName"],
    }


def _reopens(previous: Finding, stored: Finding) -> bool:
    """A finding that was dealt with and comes back is new again."""
    if previous["Workflow"]["Status"] not in ("NOTIFIED", "RESOLVED"):
        return False
    returned = previous["RecordState"] == "ARCHIVED" and stored["RecordState"] == "ACTIVE"
    was, now = (item.get("Compliance", {}).get("Status") for item in (previous, stored))
    return returned or (was == "PASSED" and now in ("FAILED", "WARNING", "NOT_AVAILABLE"))


def _is_time(text: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False
