"""Event sources, event names and error codes."""

from __future__ import annotations

import pytest

from c7n_reflex.organisation.cloudtrail import names
from tests.organisation.cloudtrail.models import operation, service_model


@pytest.mark.parametrize(
    ("service", "source"),
    [
        ("ec2", "ec2"),
        ("cloudwatch", "monitoring"),
        ("s3", "s3"),
        ("s3control", "s3"),
        ("elb", "elasticloadbalancing"),
        ("elbv2", "elasticloadbalancing"),
        ("ecr", "ecr"),
        ("sesv2", "ses"),
        ("efs", "elasticfilesystem"),
        ("opensearch", "es"),
        ("stepfunctions", "states"),
        ("accessanalyzer", "access-analyzer"),
        ("sagemaker", "sagemaker"),
        ("application-autoscaling", "autoscaling"),
        ("neptune", "rds"),
    ],
)
def test_event_source(service: str, source: str) -> None:
    assert names.event_source(service_model(service)) == f"{source}.amazonaws.com"


@pytest.mark.parametrize(
    ("service", "api", "expected"),
    [
        ("lambda", "CreateFunction", "CreateFunction20150331"),
        ("lambda", "DeleteFunction", "DeleteFunction20150331"),
        ("lambda", "UpdateFunctionCode", "UpdateFunctionCode20150331v2"),
        ("lambda", "UpdateFunctionConfiguration", "UpdateFunctionConfiguration20150331v2"),
        ("lambda", "AddPermission", "AddPermission20150331v2"),
        ("lambda", "RemovePermission", "RemovePermission20150331v2"),
        ("lambda", "TagResource", "TagResource20170331v2"),
        ("lambda", "PutFunctionConcurrency", "PutFunctionConcurrency20171031"),
        ("lambda", "PublishLayerVersion", "PublishLayerVersion20181031"),
        ("lambda", "CreateFunctionUrlConfig", "CreateFunctionUrlConfig"),
        ("s3", "PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
        ("s3", "DeletePublicAccessBlock", "DeleteBucketPublicAccessBlock"),
        ("s3", "PutBucketEncryption", "PutBucketEncryption"),
        ("s3", "PutBucketLifecycleConfiguration", "PutBucketLifecycle"),
        ("s3control", "DeletePublicAccessBlock", "DeleteAccountPublicAccessBlock"),
        ("ec2", "RunInstances", "RunInstances"),
    ],
)
def test_event_name(service: str, api: str, expected: str) -> None:
    assert names.event_name(service, operation(service, api)) == expected


@pytest.mark.parametrize(
    ("service", "api", "code", "status", "expected"),
    [
        ("ec2", "RunInstances", "DryRunOperation", 412, "Client.DryRunOperation"),
        ("ec2", "RunInstances", "RequestLimitExceeded", 503, "Client.RequestLimitExceeded"),
        ("ec2", "RunInstances", "InsufficientInstanceCapacity", 503, "Server.InsufficientInstanceCapacity"),
        ("s3", "PutBucketPolicy", "NoSuchBucket", 404, "NoSuchBucket"),
        ("s3", "PutBucketPolicy", "AccessDenied", 403, "AccessDenied"),
        ("dynamodb", "CreateTable", "AccessDeniedException", 400, "AccessDenied"),
        ("iam", "DeleteRole", "NoSuchEntity", 404, "NoSuchEntityException"),
        ("iam", "DeleteRole", "AccessDenied", 403, "AccessDenied"),
        ("rds", "DeleteDBInstance", "DBInstanceNotFound", 404, "DBInstanceNotFoundFault"),
        ("dynamodb", "DeleteTable", "ResourceNotFoundException", 400, "ResourceNotFoundException"),
    ],
)
def test_error_code(service: str, api: str, code: str, status: int, expected: str) -> None:
    assert names.error_code(service, operation(service, api), code, status) == expected
