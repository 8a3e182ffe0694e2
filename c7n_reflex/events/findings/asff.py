"""Findings in the AWS Security Finding Format, as Security Hub CSPM sends them.

In `detail.findings` of "Security Hub Findings - Imported" and "Security Hub Findings - Custom Action".
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c7n_reflex.events.findings import naming, products, reading
from c7n_reflex.events.findings.model import Finding, MalformedFindingError, Named
from c7n_reflex.events.findings.reading import at, text, word

ACCESS_ANALYZER = "iam access analyzer"
COMPLIANCE = ("PASSED", "FAILED", "WARNING", "NOT_AVAILABLE")
_ACCESS_KEY = "AwsIamAccessKey"
_HUB = "security hub"
_LABELS = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_BOUNDS = (1, 40, 70, 90)  # of Severity.Normalized: the least of each label after the first
_WORKFLOW = ("NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED")
_OLD_WORKFLOW = {
    "ASSIGNED": "NOTIFIED",
    "IN_PROGRESS": "NOTIFIED",
    "DEFERRED": "SUPPRESSED",
    "RESOLVED": "RESOLVED",
}  # WorkflowState, retired in 2020
# CloudTrail.1 and PCI.S3.2 in a standard, 2.3 in CIS's; a finding of a consolidated control has no such end.
_CONTROL = re.compile(
    r".*(?:/v/[^/]+/|/rule/|^security-control/)(?P<control>(?:[A-Za-z]+[0-9]*\.)*[0-9][0-9.]*)"
)


def parse(finding: Any, event_region: str) -> Finding:
    """The finding; what it does not say is empty, and it counts as active and new.

    MalformedFindingError if it is not a mapping, or has no id, no account or no region.
    """
    if not isinstance(finding, Mapping):
        raise MalformedFindingError("the finding is not a mapping")
    arn = text(at(finding, "ProductArn"))
    product = products.of_arn(arn)
    account = reading.first_account(at(finding, "AwsAccountId"))
    region = reading.first_region(at(finding, "Region"), product.region if product else "", event_region)
    place = naming.Place(resource_owner(finding, product) or account, region)
    return Finding(
        id=reading.required_id(at(finding, "Id")),
        product_arn=arn,
        product=product.name if product else "",
        account=account,
        region=region,
        title=text(at(finding, "Title")),
        severity=_severity(finding),
        control=_control(finding, product),
        types=reading.texts(at(finding, "Types")),
        generator=text(at(finding, "GeneratorId")),
        updated_at=text(at(finding, "UpdatedAt")),
        record_state=word(at(finding, "RecordState"), ("ACTIVE", "ARCHIVED"), "ACTIVE"),
        workflow=_workflow(finding),
        compliance=word(at(finding, "Compliance", "Status"), COMPLIANCE),
        note_author=text(at(finding, "Note", "UpdatedBy")),
        note_updated_at=text(at(finding, "Note", "UpdatedAt")),
        resources=_resources(finding, place),
        format="asff",
        raw=finding,
    )


def resource_owner(finding: Mapping[str, Any], product: products.Product | None) -> str:
    """The account that Access Analyzer says the resource belongs to; empty in other products' findings.

    An organisation's analyzer finds in its own account what is another's.
    """
    if not product or not product.of_aws or product.name != ACCESS_ANALYZER:
        return ""
    owner = at(finding, "ProductFields", "ResourceOwnerAccount")
    return str(owner) if reading.is_account(owner) else ""


def _severity(finding: Mapping[str, Any]) -> str:
    for severity in (at(finding, "Severity"), at(finding, "FindingProviderFields", "Severity")):
        label = word(at(severity, "Label"), _LABELS) or _label(reading.number(at(severity, "Normalized")))
        if label:
            return label
    return ""


def _label(normalized: float | None) -> str:
    return "" if normalized is None else _LABELS[sum(normalized >= bound for bound in _BOUNDS)]


def _control(finding: Mapping[str, Any], product: products.Product | None) -> str:
    stated = text(at(finding, "Compliance", "SecurityControlId"))
    of_hub = product is not None and product.of_aws and product.name == _HUB
    match = _CONTROL.fullmatch(text(at(finding, "GeneratorId"))) if of_hub else None
    return stated or (match["control"] if match else "")


def _workflow(finding: Mapping[str, Any]) -> str:
    old = text(at(finding, "WorkflowState")).upper()
    return word(at(finding, "Workflow", "Status"), _WORKFLOW) or _OLD_WORKFLOW.get(old, "NEW")


def _resources(finding: Mapping[str, Any], place: naming.Place) -> tuple[Named, ...]:
    found: list[Named] = []
    for each in reading.mappings(at(finding, "Resources")):
        kind, identity, region = text(each.get("Type")), text(each.get("Id")), each.get("Region")
        if kind.replace("::", "").lower() == _ACCESS_KEY.lower():
            found += naming.access_key(_principal(identity, at(each, "Details", _ACCESS_KEY)), place, region)
        else:
            found += naming.resource(kind, identity, place, region)
    return naming.once(found)


def _principal(key_id: str, details: Any) -> naming.Principal:
    issuer = at(details, "SessionContext", "SessionIssuer")
    return naming.Principal(
        key_id,
        text(at(details, "PrincipalType")),
        text(at(issuer, "UserName")) or text(at(details, "PrincipalName")) or text(at(details, "UserName")),
        text(at(details, "PrincipalId")),
        text(at(details, "AccountId")),
    )
