"""Sample findings as Security Hub sends them: ASFF (Security Hub CSPM) and OCSF (Security Hub).

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.samples.facts import Facts
from c7n_reflex.authoring.samples.resources import Resource, config_type
from c7n_reflex.authoring.samples.setting import EARLIER, TIME, Setting, digits, time, uid

_NUMBERS = {"INFORMATIONAL": 0, "LOW": 1, "MEDIUM": 40, "HIGH": 70, "CRITICAL": 90}
_SEVERITY_IDS = {"INFORMATIONAL": 1, "LOW": 2, "MEDIUM": 3, "HIGH": 4, "CRITICAL": 5}
_COMPLIANCE_CLASS, _DETECTION_CLASS = (2003, "Compliance Finding"), (2004, "Detection Finding")


def asff(facts: Facts, setting: Setting) -> dict[str, Any]:
    """The event "Security Hub Findings - Imported"."""
    finding = _asff(facts, setting)
    whole = f"{finding['ProductArn']}/{facts.id}"
    return _event("Security Hub Findings - Imported", finding, whole, facts.id, setting)


def ocsf(facts: Facts, setting: Setting) -> dict[str, Any]:
    """The event "Findings Imported V2"."""
    finding = _ocsf(facts, setting)
    return _event("Findings Imported V2", finding, finding["metadata"]["product"]["uid"], facts.id, setting)


def _event(kind: str, finding: dict[str, Any], resource: str, name: str, setting: Setting) -> dict[str, Any]:
    return {
        "version": "0",
        "id": uid("event", kind, name),
        "detail-type": kind,
        "source": "aws.securityhub",
        "account": setting.account,
        "time": time(),
        "region": setting.region,
        "resources": [resource],
        "detail": {"findings": [finding]},
    }


def _asff(facts: Facts, setting: Setting) -> dict[str, Any]:
    arn = f"arn:aws:securityhub:{setting.region}::product/aws/{facts.product}"
    early, late = time(EARLIER, milliseconds=True), time(TIME, milliseconds=True)
    severity = {"Label": facts.severity, "Normalized": _NUMBERS[facts.severity], "Original": facts.severity}
    return {
        "SchemaVersion": "2018-10-08",
        "Id": facts.id,
        "ProductArn": arn,
        "ProductName": facts.product_name,
        "CompanyName": "AWS" if facts.product == "securityhub" else "Amazon",
        "Region": setting.region,
        "GeneratorId": facts.generator,
        "AwsAccountId": setting.account,
        "Types": list(facts.types),
        "FirstObservedAt": early,
        "LastObservedAt": late,
        "CreatedAt": early,
        "UpdatedAt": late,
        "Severity": severity,
        "Title": facts.title,
        "Description": facts.description,
        "ProductFields": _product_fields(facts, arn),
        "Resources": [_asff_resource(each, setting) for each in facts.resources],
        **({"Compliance": _asff_compliance(facts)} if facts.control else {}),
        "WorkflowState": "NEW",
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "FindingProviderFields": {
            "Severity": {"Label": facts.severity, "Original": facts.severity},
            "Types": list(facts.types),
        },
        "ProcessedAt": late,
    }


def _asff_compliance(facts: Facts) -> dict[str, Any]:
    """As a consolidated control's finding has it: not a word of a single standard."""
    standards = [{"StandardsId": "standards/aws-foundational-security-best-practices/v/1.0.0"}]
    return {"Status": "FAILED", "SecurityControlId": facts.control, "AssociatedStandards": standards}


def _product_fields(facts: Facts, arn: str) -> dict[str, str]:
    shared = {
        "aws/securityhub/FindingId": f"{arn}/{facts.id}",
        "aws/securityhub/ProductName": facts.product_name,
        "aws/securityhub/CompanyName": "AWS" if facts.product == "securityhub" else "Amazon",
    }
    if facts.product == "access-analyzer":
        # The resource may be another account's than the analyzer's.
        return {"ResourceOwnerAccount": facts.owner, **shared}
    if facts.control:
        named = {"Resources:0/Id": facts.resources[0].id, "aws/securityhub/annotation": facts.description}
        return {**named, **shared}
    return shared


def _asff_resource(resource: Resource, setting: Setting) -> dict[str, Any]:
    details = {"Details": {resource.type: dict(resource.details)}} if resource.details else {}
    return {
        "Type": resource.type,
        "Id": resource.id,
        "Partition": "aws",
        "Region": setting.region,
        **details,
    }


def _ocsf(facts: Facts, setting: Setting) -> dict[str, Any]:
    number, name = _COMPLIANCE_CLASS if facts.control else _DETECTION_CLASS
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_name": "Findings",
        "category_uid": 2,
        "class_name": name,
        "class_uid": number,
        "cloud": {
            "account": {"type": "AWS Account", "type_id": 10, "uid": setting.account},
            "cloud_partition": "aws",
            "provider": "AWS",
            "region": setting.region,
        },
        **({"compliance": _ocsf_compliance(facts)} if facts.control else {}),
        "finding_info": _finding_info(facts),
        "metadata": _metadata(facts, setting),
        "resources": [_ocsf_resource(each, setting) for each in facts.resources],
        "severity": facts.severity.capitalize(),
        "severity_id": _SEVERITY_IDS[facts.severity],
        "status": "New",
        "status_id": 1,
        "time": _milliseconds(),
        "time_dt": time(TIME, milliseconds=True),
        "type_name": f"{name}: Create",
        "type_uid": number * 100 + 1,
    }


def _milliseconds(early: bool = False) -> int:
    return round((EARLIER if early else TIME).timestamp() * 1000)


def _ocsf_compliance(facts: Facts) -> dict[str, Any]:
    standards = ["standards/aws-foundational-security-best-practices/v/1.0.0"]
    return {"control": facts.control, "standards": standards, "status": "Fail", "status_id": 3}


def _finding_info(facts: Facts) -> dict[str, Any]:
    kinds = ["Posture Management"] if facts.control else ["Threats", facts.product_type or facts.types[0]]
    return {
        "analytic": {"type": "Rule", "type_id": 1, "uid": facts.generator},
        "created_time": _milliseconds(early=True),
        "created_time_dt": time(EARLIER, milliseconds=True),
        "desc": facts.description,
        "modified_time": _milliseconds(),
        "modified_time_dt": time(TIME, milliseconds=True),
        "title": facts.title,
        "types": kinds,
        "uid": facts.id,
    }


def _metadata(facts: Facts, setting: Setting) -> dict[str, Any]:
    return {
        "extensions": [{"name": "aws", "uid": "998", "version": "1.0.0"}],
        "product": {
            "name": facts.product_name,
            "uid": f"arn:aws:securityhub:{setting.region}::productv2/aws/{facts.product}",
            "vendor_name": "AWS",
        },
        "profiles": ["cloud", "datetime"],
        "uid": digits(64, "ocsf", facts.id),
        "version": "1.6.0",
    }


def _ocsf_resource(resource: Resource, setting: Setting) -> dict[str, Any]:
    account = {"account": {"type": "AWS Account", "type_id": 10, "uid": setting.account}}
    known = {
        "cloud_partition": "aws",
        "owner": account,
        "region": setting.region,
        "type": config_type(resource.type),
        "uid": resource.id,
    }
    if resource.type == "AwsIamAccessKey":
        details = resource.details
        user = {"name": details["PrincipalName"], "type": "Role", "uid": details["PrincipalId"]}
        return {**known, "type": "AWS::IAM::AccessKey", "user": user}
    return known
