"""Findings and events of each format, written for these tests."""

from __future__ import annotations

from typing import Any

HUB, A, B = "111122223333", "200000000001", "200000000002"
REGION = "eu-west-1"
PRODUCTS = f"arn:aws:securityhub:{REGION}::product"
DEFAULT = f"arn:aws:securityhub:{REGION}:{A}:product/{A}/default"
GROUP = f"arn:aws:ec2:{REGION}:{A}:security-group/sg-1"


def asff(*resources: Any, **fields: Any) -> dict[str, Any]:
    """A failed control of Security Hub CSPM in account A."""
    return {
        "Id": f"arn:aws:securityhub:{REGION}:{A}:security-control/EC2.19/finding/1",
        "ProductArn": f"{PRODUCTS}/aws/securityhub",
        "ProductName": "Security Hub",
        "CompanyName": "AWS",
        "AwsAccountId": A,
        "Region": REGION,
        "GeneratorId": "security-control/EC2.19",
        "Types": ["Software and Configuration Checks"],
        "UpdatedAt": "2026-11-24T15:00:00.000Z",
        "Severity": {"Label": "CRITICAL", "Normalized": 90},
        "Title": "Security groups should not allow unrestricted access",
        "Compliance": {"Status": "FAILED", "SecurityControlId": "EC2.19"},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "Note": {"Text": "seen", "UpdatedBy": "ann", "UpdatedAt": "2026-11-24T16:00:00.000Z"},
        "Resources": list(resources) or [{"Type": "AwsEc2SecurityGroup", "Id": GROUP, "Region": REGION}],
        **fields,
    }


def ocsf(*resources: Any, **fields: Any) -> dict[str, Any]:
    """A failed control of Security Hub in account A."""
    bucket = {
        "type": "AWS::S3::Bucket",
        "uid": "reports",
        "uid_alt": "arn:aws:s3:::reports",
        "region": REGION,
        "owner": {"account": {"uid": A}},
    }
    return {
        "activity_id": 1,
        "class_uid": 2003,
        "cloud": {"account": {"uid": A}, "region": REGION, "provider": "AWS"},
        "compliance": {"control": "S3.1", "status": "Fail", "status_id": 3},
        "finding_info": {
            "uid": f"arn:aws:securityhub:{REGION}:{A}:security-control/S3.1/finding/2",
            "title": "Buckets should block public access",
            "types": ["Posture Management"],
            "modified_time": 1795532400000,
            "modified_time_dt": "2026-11-24T15:00:00.000Z",
            "analytic": {"name": "s3-bucket-public-read-prohibited"},
        },
        "metadata": {
            "uid": "e51603d1",
            "product": {"name": "Security Hub", "vendor_name": "AWS", "uid": f"{PRODUCTS}v2/aws/securityhub"},
        },
        "severity": "High",
        "severity_id": 4,
        "status": "New",
        "status_id": 1,
        "resources": list(resources) or [bucket],
        **fields,
    }


def event(*findings: Any, kind: str = "Security Hub Findings - Imported") -> dict[str, Any]:
    """The event in which Security Hub sends the findings, as the administrator gets it."""
    return {
        "source": "aws.securityhub",
        "detail-type": kind,
        "account": HUB,
        "region": "us-east-1",
        "detail": {"findings": list(findings)},
    }


def native(kind: str, source: str, detail: Any, **fields: Any) -> dict[str, Any]:
    """The event in which a product sends a finding by itself."""
    shared = {"account": HUB, "region": "us-east-1", "resources": []}
    return {**shared, "source": source, "detail-type": kind, "detail": detail, **fields}


def guardduty(resource: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A finding of GuardDuty in account A, as its administrator gets it."""
    detail = {
        "accountId": A,
        "region": REGION,
        "arn": f"arn:aws:guardduty:{REGION}:{A}:detector/d/finding/f",
        "id": "f",
        "type": "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
        "title": "Called from a bad place",
        "severity": 8,
        "updatedAt": "2026-11-24T15:00:00.000Z",
        "resource": resource,
        "service": {"detectorId": "d", "archived": False},
    }
    return native("GuardDuty Finding", "aws.guardduty", {**detail, **fields})


def access_analyzer(**fields: Any) -> dict[str, Any]:
    """A bucket of account A that is open to everybody."""
    detail = {
        "id": "22222222-dcba",
        "accountId": A,
        "region": REGION,
        "resource": "arn:aws:s3:::reports",
        "resourceType": "AWS::S3::Bucket",
        "status": "ACTIVE",
        "isPublic": True,
        "isDeleted": False,
        "updatedAt": "2026-11-24T15:00:00Z",
    }
    analyzer = f"arn:aws:access-analyzer:{REGION}:{A}:analyzer/all"
    known = {**detail, **fields}
    return native("Access Analyzer Finding", "aws.access-analyzer", known, resources=[analyzer])


def macie(**fields: Any) -> dict[str, Any]:
    """Personal data in an object of a bucket in account A."""
    detail = {
        "id": "64b917aa",
        "accountId": A,
        "region": REGION,
        "type": "SensitiveData:S3Object/Personal",
        "title": "The object has personal data",
        "severity": {"score": 3, "description": "High"},
        "archived": False,
        "updatedAt": "2026-11-24T15:00:00Z",
        "resourcesAffected": {
            "s3Bucket": {"arn": "arn:aws:s3:::reports", "name": "reports"},
            "s3Object": {"key": "2026/people.csv"},
        },
    }
    return native("Macie Finding", "aws.macie", {**detail, **fields})


def inspector(**fields: Any) -> dict[str, Any]:
    """An instance of account A that can be reached from outside."""
    detail = {
        "findingArn": f"arn:aws:inspector2:{REGION}:{A}:finding/f",
        "awsAccountId": A,
        "type": "NETWORK_REACHABILITY",
        "title": "Port 22 is reachable",
        "severity": "MEDIUM",
        "status": "ACTIVE",
        "updatedAt": "Tue Nov 24 15:00:00.936 UTC 2026",
        "resources": [{"type": "AWS_EC2_INSTANCE", "id": "i-1", "region": REGION}],
    }
    return native("Inspector2 Finding", "aws.inspector2", {**detail, **fields})


def config(compliance: str = "NON_COMPLIANT", **fields: Any) -> dict[str, Any]:
    """A security group of account A that does not comply with a rule."""
    detail = {
        "awsAccountId": A,
        "awsRegion": REGION,
        "configRuleName": "no-open-groups",
        "configRuleARN": f"arn:aws:config:{REGION}:{A}:config-rule/config-rule-1",
        "resourceType": "AWS::EC2::SecurityGroup",
        "resourceId": "sg-1",
        "newEvaluationResult": {
            "complianceType": compliance,
            "resultRecordedTime": "2026-11-24T15:00:00.685Z",
        },
    }
    return native("Config Rules Compliance Change", "aws.config", {**detail, **fields})
