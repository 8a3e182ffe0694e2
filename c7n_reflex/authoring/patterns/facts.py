"""What is certain about the events that AWS sends. Where AWS may yet say something else, nothing stands here.

Envelope     https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
CloudTrail   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
             https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
Services     https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html
Findings     https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

CALL = "AWS API Call via CloudTrail"
SIGN_IN = "AWS Console Sign In via CloudTrail"
SERVICE_EVENT = "AWS Service Event via CloudTrail"
CLOUDTRAIL = (CALL, SIGN_IN, SERVICE_EVENT)
SIGN_IN_SOURCE, SIGN_IN_SENDER = "signin.amazonaws.com", "aws.signin"
# `eventType` AwsConsoleSignIn
SIGN_IN_NAMES = ("CheckMfa", "ConsoleLogin", "ExitRole", "RenewRole", "SwitchRole")
# In every event, so that `exists: false` excludes all. `resources` may be empty, which counts as absent.
ALWAYS_THERE = ("version", "id", "detail-type", "source", "account", "time", "region")
# Services whose CloudTrail events have the source aws.NAME and the eventSource NAME.amazonaws.com.
_NAMES = (
    "acm apigateway autoscaling cloudformation cloudfront cloudtrail config dynamodb ec2 ecr ecs eks "
    "elasticloadbalancing guardduty iam kinesis kms lambda logs organizations rds redshift route53 s3 "
    "sagemaker secretsmanager securityhub signin sns sqs ssm sts"
)
SERVICES = frozenset(_NAMES.split())
# detail-type: who sends it
SENDERS = {
    SIGN_IN: SIGN_IN_SENDER,
    "GuardDuty Finding": "aws.guardduty",
    "Access Analyzer Finding": "aws.access-analyzer",
    "Macie Finding": "aws.macie",
    "Inspector2 Finding": "aws.inspector2",
    "Config Rules Compliance Change": "aws.config",
    "Config Configuration Item Change": "aws.config",
    "Security Hub Findings - Imported": "aws.securityhub",
    "Security Hub Findings - Custom Action": "aws.securityhub",
    "Security Hub Insight Results": "aws.securityhub",
    "Findings Imported V2": "aws.securityhub",
    "EC2 Instance State-change Notification": "aws.ec2",
    "EBS Snapshot Notification": "aws.ec2",
    "EBS Volume Notification": "aws.ec2",
    "AWS Health Event": "aws.health",
}
# As one page of AWS's documentation spells the sign-in's.
ALSO_SPELLED = ("AWS Console Signin via CloudTrail",)


@dataclass(frozen=True)
class Words:
    """A field that has one of a few values. In events of any type if `detail_type` is empty."""

    path: str
    values: tuple[Any, ...]
    detail_type: str = ""  # the whole, or its beginning


@dataclass(frozen=True)
class Form:
    """A field whose text is always of one form; `piece` is what any part of such a text looks like."""

    path: str
    what: str
    whole: re.Pattern[str]
    piece: re.Pattern[str]
    detail_type: str = ""


_HUB, _FINDING = "Security Hub Findings - ", "detail.findings."
_CIRCUMSTANCES = "detail.userIdentity.sessionContext.attributes."
_LABELS = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
WORDS = (
    Words("version", ("0",)),
    Words(f"{_FINDING}RecordState", ("ACTIVE", "ARCHIVED"), _HUB),
    Words(f"{_FINDING}Workflow.Status", ("NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED"), _HUB),
    Words(f"{_FINDING}Severity.Label", _LABELS, _HUB),
    Words(f"{_FINDING}FindingProviderFields.Severity.Label", _LABELS, _HUB),
    Words(f"{_FINDING}Compliance.Status", ("PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"), _HUB),
    Words(
        "detail.newEvaluationResult.complianceType",
        ("COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"),
        "Config Rules Compliance Change",
    ),
    Words("detail.status", ("ACTIVE", "ARCHIVED", "RESOLVED"), "Access Analyzer Finding"),
    Words(
        "detail.state",
        ("pending", "running", "shutting-down", "stopped", "stopping", "terminated"),
        "EC2 Instance State-change Notification",
    ),
    Words("detail.service.archived", (True, False), "GuardDuty Finding"),
    Words("detail.readOnly", (True, False), CALL),
    Words(f"{_CIRCUMSTANCES}mfaAuthenticated", ("true", "false"), CALL),
)
_ACCOUNT, _ACCOUNT_PIECE = re.compile("[0-9]{12}"), re.compile("[0-9]{0,12}")
_REGION, _REGION_PIECE = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]+"), re.compile("[a-z0-9-]*")
FORMS = (
    Form("account", "an account's 12 digits, as text", _ACCOUNT, _ACCOUNT_PIECE),
    Form("detail.recipientAccountId", "an account's 12 digits, as text", _ACCOUNT, _ACCOUNT_PIECE, CALL),
    Form("region", "a region's name, such as eu-west-1", _REGION, _REGION_PIECE),
    Form("detail.awsRegion", "a region's name, such as eu-west-1", _REGION, _REGION_PIECE, CALL),
)
SEVERITY, HIGHEST_SEVERITY = "detail.severity", 10  # of a GuardDuty finding: a number up to 10
