"""Sample findings as Access Analyzer, Macie, Inspector and Config send them themselves.

The events' pages are named in c7n_reflex/events/findings/native.py.
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.samples import products, resources
from c7n_reflex.authoring.samples.setting import EARLIER, TIME, Setting, time, uid
from c7n_reflex.authoring.samples.words import BUCKET

_INSPECTOR_TYPES = {"AwsEc2Instance": "AWS_EC2_INSTANCE", "AwsLambdaFunction": "AWS_LAMBDA_FUNCTION"}
_INSPECTOR_TIME = "%a %b %d %H:%M:%S.000 UTC %Y"
_RULE = "arn:aws:config:$region:$account:config-rule/config-rule-a1b2c3"
# AWS Config's managed rules say in their names what they look at.
_RULE_SUBJECTS = {
    "s3-": "AwsS3Bucket",
    "restricted-": "AwsEc2SecurityGroup",
    "vpc-sg-": "AwsEc2SecurityGroup",
    "vpc-default-": "AwsEc2SecurityGroup",
    "vpc-flow-": "AwsEc2Vpc",
    "ec2-security-group": "AwsEc2SecurityGroup",
    "ec2-volume": "AwsEc2Volume",
    "ec2-": "AwsEc2Instance",
    "encrypted-volumes": "AwsEc2Volume",
    "iam-user": "AwsIamUser",
    "iam-role": "AwsIamRole",
    "iam-policy": "AwsIamPolicy",
    "iam-group": "AwsIamGroup",
    "access-keys": "AwsIamUser",
    "mfa-enabled": "AwsIamUser",
    "rds-snapshot": "AwsRdsDbSnapshot",
    "rds-cluster": "AwsRdsDbCluster",
    "rds-": "AwsRdsDbInstance",
    "lambda-": "AwsLambdaFunction",
    "kms-": "AwsKmsKey",
    "cmk-": "AwsKmsKey",
    "cloud-trail": "AwsCloudTrailTrail",
    "cloudtrail-": "AwsCloudTrailTrail",
    "sns-": "AwsSnsTopic",
    "sqs-": "AwsSqsQueue",
    "secretsmanager-": "AwsSecretsManagerSecret",
    "dynamodb-": "AwsDynamoDbTable",
    "eks-": "AwsEksCluster",
    "redshift-": "AwsRedshiftCluster",
    "elb": "AwsElbv2LoadBalancer",
    "alb-": "AwsElbv2LoadBalancer",
}


def access_analyzer(kind: str, setting: Setting) -> dict[str, Any]:
    """The event "Access Analyzer Finding"."""
    resource = resources.of_type(kind, setting)
    detail = {
        "version": "1.0",
        "id": uid("access-analyzer", kind),
        "status": "ACTIVE",
        "findingType": "ExternalAccess",
        "resourceType": resources.config_type(kind),
        "resource": resource.id,
        "createdAt": time(EARLIER),
        "analyzedAt": time(TIME),
        "updatedAt": time(TIME),
        "accountId": setting.account,
        "region": setting.region,
        "principal": {"AWS": "*"},
        "action": _ACTIONS.get(kind, []),
        "condition": {},
        "isDeleted": False,
        "isPublic": True,
    }
    analyzer = f"arn:aws:access-analyzer:{setting.region}:{setting.account}:analyzer/account"
    return _event("Access Analyzer Finding", "aws.access-analyzer", kind, detail, setting, [analyzer])


_ACTIONS = {
    "AwsIamRole": ["sts:AssumeRole"],
    "AwsKmsKey": ["kms:Decrypt"],
    "AwsLambdaFunction": ["lambda:InvokeFunction"],
    "AwsS3Bucket": ["s3:GetObject"],
    "AwsSnsTopic": ["sns:Publish"],
    "AwsSqsQueue": ["sqs:SendMessage"],
}


def macie(kind: str, setting: Setting) -> dict[str, Any]:
    """The event "Macie Finding"."""
    severity = products.MACIE[kind].capitalize()
    bucket = {
        "arn": f"arn:aws:s3:::{BUCKET}",
        "name": BUCKET,
        "createdAt": "2024-11-20T10:02:41Z",
        "tags": [{"key": "team", "value": "payments"}],
        "publicAccess": {"effectivePermission": "PUBLIC" if kind.endswith("Public") else "NOT_PUBLIC"},
    }
    is_policy = kind.startswith("Policy:")
    thing = {"bucketArn": bucket["arn"], "key": "2025/march.csv", "size": 4096}
    affected = {"s3Bucket": bucket, "s3Object": None if is_policy else thing}
    facts = products.macie(kind, setting)
    detail = {
        "schemaVersion": "1.0",
        "id": facts.id,
        "accountId": setting.account,
        "partition": "aws",
        "region": setting.region,
        "type": kind,
        "title": facts.title,
        "description": facts.description,
        "severity": {"score": {"Low": 1, "Medium": 2, "High": 3}[severity], "description": severity},
        "createdAt": time(EARLIER),
        "updatedAt": time(TIME),
        "count": 1,
        "category": "POLICY" if is_policy else "CLASSIFICATION",
        "sample": False,
        "archived": False,
        "resourcesAffected": affected,
    }
    return _event("Macie Finding", "aws.macie", kind, detail, setting)


def inspector(kind: str, setting: Setting) -> dict[str, Any]:
    """The event "Inspector2 Finding"."""
    facts = products.inspector(kind, setting)
    (resource,) = facts.resources
    is_instance = resource.type == "AwsEc2Instance"
    identity = resources.INSTANCE if is_instance else resource.id
    named = {
        "id": identity,
        "type": _INSPECTOR_TYPES[resource.type],
        "partition": "aws",
        "region": setting.region,
        "tags": {"team": "payments"},
    }
    detail = {
        "findingArn": facts.id,
        "awsAccountId": setting.account,
        "type": facts.product_type,
        "title": facts.title,
        "description": facts.description,
        "severity": facts.severity,
        "status": "ACTIVE",
        "firstObservedAt": EARLIER.strftime(_INSPECTOR_TIME),
        "lastObservedAt": TIME.strftime(_INSPECTOR_TIME),
        "updatedAt": TIME.strftime(_INSPECTOR_TIME),
        "resources": [named],
        "remediation": {"recommendation": {"text": "None Provided"}},
    }
    return _event("Inspector2 Finding", "aws.inspector2", kind, detail, setting, [identity])


def config(rule: str, setting: Setting) -> dict[str, Any]:
    """The event "Config Rules Compliance Change" of a rule of this name."""
    kind = next((kind for part, kind in _RULE_SUBJECTS.items() if rule.startswith(part)), "AwsAccount")
    resource = resources.of_type(kind, setting)
    spelled = "AWS::::Account" if kind == "AwsAccount" else resources.config_type(kind)
    named = {"resourceId": _config_id(kind, resource.id, setting), "resourceType": spelled}
    arn = setting.placed(_RULE)
    detail = {
        "configRuleARN": arn,
        "configRuleName": rule,
        "awsAccountId": setting.account,
        "awsRegion": setting.region,
        "messageType": "ComplianceChangeNotification",
        "newEvaluationResult": _evaluation("NON_COMPLIANT", rule, named, time(TIME, milliseconds=True)),
        "oldEvaluationResult": _evaluation("COMPLIANT", rule, named, time(EARLIER, milliseconds=True)),
        "notificationCreationTime": time(TIME, milliseconds=True),
        "recordVersion": "1.0",
        **named,
    }
    return _event("Config Rules Compliance Change", "aws.config", rule, detail, setting)


def _evaluation(compliance: str, rule: str, named: dict[str, str], moment: str) -> dict[str, Any]:
    qualifier = {"configRuleName": rule, **named}
    return {
        "evaluationResultIdentifier": {
            "evaluationResultQualifier": qualifier,
            "orderingTimestamp": moment,
        },
        "complianceType": compliance,
        "resultRecordedTime": moment,
        "configRuleInvokedTime": moment,
    }


def _config_id(kind: str, arn: str, setting: Setting) -> str:
    """AWS Config names most resources by their bare ids, and IAM's by ids that nobody else uses."""
    if kind == "AwsAccount":
        return setting.account
    if kind in ("AwsIamUser", "AwsIamRole", "AwsIamPolicy", "AwsIamGroup"):
        prefix = {"AwsIamUser": "AIDA", "AwsIamRole": "AROA", "AwsIamPolicy": "ANPA"}.get(kind, "AGPA")
        return f"{prefix}J2UCCR6DPCEXAMPLE"
    if kind in ("AwsElbv2LoadBalancer", "AwsSnsTopic", "AwsSecretsManagerSecret"):
        return arn
    if kind == "AwsSqsQueue":
        return setting.placed("https://sqs.$region.amazonaws.com/$account/payments-events")
    return arn.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _event(
    kind: str,
    source: str,
    name: str,
    detail: dict[str, Any],
    setting: Setting,
    named: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "version": "0",
        "id": uid("event", kind, name),
        "detail-type": kind,
        "source": source,
        "account": setting.account,
        "time": time(),
        "region": setting.region,
        "resources": named or [],
        "detail": detail,
    }
