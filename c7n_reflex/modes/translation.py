"""Security Hub's two formats: a finding in OCSF as ASFF has it, and patterns the other way.

A policy is written for the Security Finding Format. The rule's pattern for OCSF is as narrow as can be said
there; what cannot be said is decided in `route`, on the translated finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.events.findings import Finding

IMPORTED = "Security Hub Findings - Imported"
IMPORTED_V2 = "Findings Imported V2"
_STATUS_IDS = {"NEW": 1, "NOTIFIED": 2, "SUPPRESSED": 3, "RESOLVED": 4}
_SEVERITY_IDS = {"INFORMATIONAL": (1,), "LOW": (2,), "MEDIUM": (3,), "HIGH": (4,), "CRITICAL": (5, 6)}


def as_asff(finding: Finding) -> dict[str, Any]:
    """The finding in the AWS Security Finding Format, with the OCSF original under `Ocsf`."""
    translated = {
        "SchemaVersion": "2018-10-08",
        "Id": finding.id,
        "ProductArn": finding.product_arn.replace(":productv2/", ":product/"),
        "ProductName": finding.product,
        "AwsAccountId": finding.account,
        "Region": finding.region,
        "GeneratorId": finding.generator,
        "Types": list(finding.types),
        "Title": finding.title,
        "UpdatedAt": finding.updated_at,
        "Severity": {"Label": finding.severity},
        "RecordState": finding.record_state,
        "Workflow": {"Status": finding.workflow},
        "Resources": [
            {"Type": each.type, "Id": each.id, "Region": each.region} for each in finding.resources
        ],
        "Ocsf": finding.raw,
    }
    if finding.compliance:
        translated["Compliance"] = {"Status": finding.compliance, "SecurityControlId": finding.control}
    return translated


def ocsf_pattern(pattern: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a `mode.pattern` for the Security Finding Format that can be said of OCSF, as a pattern.

    Fields that are left out make the pattern wider, never narrower.
    """
    finding = _at(pattern, "detail", "findings")
    found: dict[str, Any] = {"status_id": _ids(_at(finding, "Workflow").get("Status"), _STATUS_IDS)}
    found["severity_id"] = _ids(_at(finding, "Severity").get("Label"), _SEVERITY_IDS)
    products = _products(finding.get("ProductArn"))
    if products:
        found["metadata"] = {"product": {"uid": products}}
    return {key: value for key, value in found.items() if value}


def _at(value: Any, *path: str) -> Mapping[str, Any]:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _ids(words: Any, known: Mapping[str, Any]) -> list[int]:
    """The numbers for plain words; none (any will do) if there is anything else among them."""
    if not isinstance(words, list) or not all(isinstance(word, str) and word in known for word in words):
        return []
    ids = [known[word] if isinstance(known[word], tuple) else (known[word],) for word in words]
    return sorted({number for group in ids for number in group})


def _products(values: Any) -> list[Any]:
    """Product ARNs in their new spelling; none (any will do) where one is not plain or a suffix."""
    translated: list[Any] = []
    for value in values if isinstance(values, list) else ():
        if isinstance(value, str):
            translated.append(_v2(value))
        elif isinstance(value, Mapping) and set(value) == {"suffix"} and isinstance(value["suffix"], str):
            translated.append({"suffix": _v2(value["suffix"])})
        else:
            return []
    return translated


def _v2(arn: str) -> str:
    return arn.replace(":product/", ":productv2/")
