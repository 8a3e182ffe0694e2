"""What CloudTrail makes of an operation: a data event, a read or a write.

Data events are not recorded unless a trail asks for them; reads are recorded but not delivered to
EventBridge by default. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from __future__ import annotations

import functools
import re
from enum import Enum, auto

from botocore.model import OperationModel


class Kind(Enum):
    """How CloudTrail treats an operation."""

    DATA = auto()  # not recorded
    READ = auto()  # recorded, not delivered
    WRITE = auto()  # recorded and delivered


_READ_VERBS = (
    "Assume|BatchCheck|BatchDescribe|BatchGet|Check|Count|Decode|Describe|Detect|Discover|Estimate|Filter|Get|Head|"
    "List|Lookup|Preview|Query|Scan|Search|Select|Simulate|Test|Validate|Verify|View"
)
_READ = re.compile(rf"^({_READ_VERBS})(?=[A-Z]|$)")

# Reads whose names do not say so (KMS developer guide, "Examples of AWS KMS log entries",
# https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html).
_READ_OPERATIONS = {
    ("kms", name)
    for name in (
        "Decrypt",
        "DeriveSharedSecret",
        "Encrypt",
        "GenerateDataKey",
        "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
        "GenerateDataKeyWithoutPlaintext",
        "GenerateMac",
        "GenerateRandom",
        "ReEncrypt",
        "Sign",
    )
}

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html, and
# calls that CloudTrail does not record at all (PutLogEvents, PutMetricData, PutEvents).
_DATA_SERVICES = {
    "apigatewaymanagementapi",
    "appconfigdata",
    "bedrock-runtime",
    "cloudsearchdomain",
    "cloudtrail-data",
    "dynamodbstreams",
    "ebs",
    "iot-data",
    "kinesis-video-media",
    "lex-runtime",
    "lexv2-runtime",
    "mediastore-data",
    "personalize-events",
    "personalize-runtime",
    "qldb-session",
    "rds-data",
    "sagemaker-runtime",
    "timestream-query",
}
_DATA_OPERATIONS: dict[str, frozenset[str]] = {
    "cloudwatch": frozenset({"GetMetricData", "GetMetricStatistics", "PutMetricData"}),
    "dynamodb": frozenset(
        {
            "BatchExecuteStatement",
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "ExecuteStatement",
            "ExecuteTransaction",
            "GetItem",
            "PutItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem",
        }
    ),
    "events": frozenset({"PutEvents", "PutPartnerEvents"}),
    "firehose": frozenset({"PutRecord", "PutRecordBatch"}),
    "kinesis": frozenset({"GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"}),
    "lambda": frozenset({"Invoke", "InvokeAsync", "InvokeWithResponseStream"}),
    "logs": frozenset({"FilterLogEvents", "GetLogEvents", "GetLogRecord", "PutLogEvents"}),
    "s3": frozenset(
        {"CreateSession", "DeleteObjects", "ListMultipartUploads", "ListObjects", "ListObjectsV2"}
    )
    | {"ListObjectVersions", "WriteGetObjectResponse"},
    "ses": frozenset(
        {"SendBounce", "SendBulkTemplatedEmail", "SendEmail", "SendRawEmail", "SendTemplatedEmail"}
    ),
    "sesv2": frozenset({"SendBulkEmail", "SendEmail"}),
    "sns": frozenset({"Publish", "PublishBatch"}),
    "sqs": frozenset(
        {
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch",
        }
    ),
    "timestream-write": frozenset({"WriteRecords"}),
    "xray": frozenset({"PutTelemetryRecords", "PutTraceSegments"}),
}


def kind(service: str, model: OperationModel) -> Kind:
    """What CloudTrail makes of this operation of a botocore service."""
    return _kind(service, model.name, _names_an_object(service, model))


def _names_an_object(service: str, model: OperationModel) -> bool:
    """True for S3's operations on objects; those on buckets have no key."""
    return service == "s3" and model.input_shape is not None and "Key" in model.input_shape.members


@functools.cache
def _kind(service: str, operation: str, on_object: bool) -> Kind:
    if on_object or service in _DATA_SERVICES or operation in _DATA_OPERATIONS.get(service, ()):
        return Kind.DATA
    if service == "sts" or _READ.match(operation) or (service, operation) in _READ_OPERATIONS:
        return Kind.READ
    return Kind.WRITE
