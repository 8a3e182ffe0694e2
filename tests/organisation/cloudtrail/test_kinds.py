"""Which operations are recorded, and which of those are delivered."""

from __future__ import annotations

import pytest

from c7n_reflex.organisation.cloudtrail.kinds import Kind, kind
from tests.organisation.cloudtrail.models import operation

_WRITES = """
    ec2:AttachInternetGateway s3:PutBucketPolicy s3:CreateBucket s3:DeleteBucketTagging iam:CreateUser
    s3control:PutPublicAccessBlock lambda:CreateFunction sqs:CreateQueue sns:Subscribe events:PutRule
    dynamodb:CreateTable logs:CreateLogGroup kms:ScheduleKeyDeletion cloudwatch:PutMetricAlarm
    kinesis:CreateStream license-manager:CheckoutLicense securityhub:BatchUpdateFindings
"""
_READS = """
    ec2:DescribeInstances s3:ListBuckets s3:GetBucketPolicy s3:HeadBucket sts:AssumeRole dynamodb:ListTables
    sts:GetCallerIdentity kms:Decrypt kms:GenerateDataKey iam:SimulateCustomPolicy cloudtrail:LookupEvents
    events:TestEventPattern config:BatchGetResourceConfig securityhub:GetFindings
    secretsmanager:GetSecretValue
"""
_DATA = """
    s3:PutObject s3:GetObject s3:DeleteObject s3:DeleteObjects s3:PutObjectAcl s3:UploadPart sqs:SendMessage
    sqs:ReceiveMessage sqs:DeleteMessageBatch sns:Publish lambda:Invoke events:PutEvents dynamodb:PutItem
    dynamodb:Query dynamodb:TransactWriteItems logs:PutLogEvents cloudwatch:PutMetricData kinesis:PutRecord
    firehose:PutRecordBatch dynamodbstreams:GetRecords
"""
_KINDS = {Kind.WRITE: _WRITES, Kind.READ: _READS, Kind.DATA: _DATA}


@pytest.mark.parametrize(
    ("expected", "name"), [(k, name) for k, names in _KINDS.items() for name in names.split()]
)
def test_kind(expected: Kind, name: str) -> None:
    service, _, api = name.partition(":")
    assert kind(service, operation(service, api)) is expected
