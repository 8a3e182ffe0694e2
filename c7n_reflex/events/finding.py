"""A finding in the AWS Security Finding Format: whose it is, whether it still stands, what it names.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Finding = Mapping[str, Any]
_REGION = re.compile(r"^[a-z]{2}(-[a-z]+)+-\d$")
_PRODUCT = re.compile(r"^arn:[\w-]+:securityhub:[\w-]*:\d*:product/(?P<company>[^/]+)/(?P<product>[^/]+)$")
_ACCOUNT_ID = "AWS::::Account:"
_ACCESS_KEY = "AwsIamAccessKey"
# Fields that say that nothing is to be done, with the values that say so.
SETTLED = {
    ("RecordState",): ("ARCHIVED",),
    ("Workflow", "Status"): ("SUPPRESSED", "RESOLVED"),
    ("Compliance", "Status"): ("PASSED",),
}
# Names of AWS's own products, which only AWS may send findings of.
_AWS_PRODUCTS = {
    *("config", "detective", "firewall manager", "guardduty", "health", "iam access analyzer", "inspector"),
    *("iot device defender", "macie", "security hub", "systems manager patch manager"),
}
_AWS_COMPANIES = {"aws", "amazon"}


@dataclass(frozen=True)
class Named:
    """One resource that a finding names."""

    type: str  # ASFF's, such as AwsEc2Instance
    id: str  # ARN, or a bare id such as i-0123
    account: str
    region: str  # where to look; of a global resource any region of the account does


class SpoofedFindingError(ValueError):
    """The finding claims a product or an account that its sender cannot speak for."""


def settled(finding: Finding, path: tuple[str, ...]) -> str:
    """The value at this path of SETTLED if it says that nothing is to be done, else empty."""
    value: Any = finding
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) and value in SETTLED[path] else ""


def check_origin(finding: Finding) -> None:
    """SpoofedFindingError if a customer's own finding claims another account or one of AWS's own products.

    Whoever may call BatchImportFindings imports for the product `<account>/default` and writes product and
    company names as he likes; the ARN of the product he cannot choose.
    """
    match = _PRODUCT.match(finding.get("ProductArn", ""))
    if not match or match["product"] != "default":
        return
    if match["company"] != finding.get("AwsAccountId"):
        raise SpoofedFindingError(f"account {match['company']} imported it for {finding.get('AwsAccountId')}")
    fields = finding.get("ProductFields") or {}
    products = {finding.get("ProductName"), fields.get("aws/securityhub/ProductName")}
    companies = {finding.get("CompanyName"), fields.get("aws/securityhub/CompanyName")}
    claims = {_plain(name) for name in products} & _AWS_PRODUCTS
    claims |= {_plain(name) for name in companies} & _AWS_COMPANIES
    if claims:
        raise SpoofedFindingError(f"account {match['company']} imported it in the name of {min(claims)}")


def _plain(name: Any) -> str:
    return re.sub(r"^(aws|amazon) ", "", str(name or "").strip().lower())


def named(finding: Finding, event_region: str) -> list[Named]:
    """What the finding names, once each. SpoofedFindingError for an ARN of another account."""
    account = finding.get("AwsAccountId", "")
    found = []
    for resource in finding.get("Resources") or ():
        kind, identity = resource.get("Type") or "", resource.get("Id") or ""
        if kind == _ACCESS_KEY and not identity.startswith("arn:"):
            kind, identity = "AwsIamUser", _key_owner(resource)
        if identity.startswith(_ACCOUNT_ID):
            kind, identity = "AwsAccount", identity.removeprefix(_ACCOUNT_ID)
        if not identity:
            continue
        _check_account(kind, identity, account)
        found.append(Named(kind, identity, account, _region(identity, resource, finding, event_region)))
    return list(dict.fromkeys(found))


def _key_owner(resource: Mapping[str, Any]) -> str:
    """The IAM user that owns an access key; empty if it is a role's or the details do not say."""
    details = (resource.get("Details") or {}).get(_ACCESS_KEY) or {}
    if details.get("PrincipalType", "IAMUser") not in ("IAMUser", "User"):
        return ""
    return details.get("PrincipalName") or details.get("UserName") or ""


def _check_account(kind: str, identity: str, account: str) -> None:
    parts = identity.split(":")
    stated = parts[4] if identity.startswith("arn:") and len(parts) > 5 else ""
    if kind == "AwsAccount" and identity.isdigit():
        stated = identity
    if stated and stated.isdigit() and stated != account:
        raise SpoofedFindingError(f"a finding of account {account} names {identity}")


def _region(identity: str, resource: Mapping[str, Any], finding: Finding, event_region: str) -> str:
    arn_region = identity.split(":")[3] if identity.startswith("arn:") and identity.count(":") > 4 else ""
    stated = (arn_region, resource.get("Region"), finding.get("Region"))
    return next((region for region in stated if region and _REGION.match(region)), event_region)
