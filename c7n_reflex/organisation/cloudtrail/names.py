"""CloudTrail's names for services, operations and errors, where they are not the API's."""

from __future__ import annotations

import re

from botocore.model import OperationModel, ServiceModel

# The source is the signing name, which is mostly also the endpoint prefix. Else:
_SOURCES = {
    # https://docs.aws.amazon.com/autoscaling/application/userguide/logging-using-cloudtrail.html
    "application-autoscaling": "autoscaling",
    # https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/security-logging-monitoring-cloudtrail.html
    "mq": "amazonmq",
}

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
_EVENTS = {
    ("s3", "DeletePublicAccessBlock"): "DeleteBucketPublicAccessBlock",
    ("s3", "PutBucketLifecycleConfiguration"): "PutBucketLifecycle",
    ("s3", "PutBucketNotificationConfiguration"): "PutBucketNotification",
    ("s3", "PutObjectLockConfiguration"): "PutBucketObjectLockConfiguration",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3control", "DeletePublicAccessBlock"): "DeleteAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "PutAccountPublicAccessBlock",
}

# Lambda's event names carry the API version of the operation's path, up to that of layers, and "v2" where the
# operation was changed since: https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
_LAMBDA_PATH = re.compile(r"^/(\d{4})-(\d{2})-(\d{2})/")
_LAMBDA_LAST_VERSION = "20181031"
_LAMBDA_V2 = {
    "AddPermission",
    "GetFunction",
    "GetFunctionConfiguration",
    "GetPolicy",
    "ListTags",
    "RemovePermission",
    "TagResource",
    "UntagResource",
    "UpdateFunctionCode",
    "UpdateFunctionConfiguration",
}


def event_source(model: ServiceModel) -> str:
    """`eventSource` of a service's events: "monitoring.amazonaws.com" for CloudWatch."""
    metadata = model.metadata
    name = metadata.get("signingName") or metadata["endpointPrefix"]
    return f"{_SOURCES.get(metadata['endpointPrefix'], name)}.amazonaws.com"


def event_name(service: str, model: OperationModel) -> str:
    """`eventName` of an operation: "CreateFunction20150331", "PutBucketPublicAccessBlock"."""
    if service == "lambda":
        return model.name + _lambda_suffix(model.name, model.http["requestUri"])
    return _EVENTS.get((service, model.name), model.name)


def _lambda_suffix(operation: str, path: str) -> str:
    match = _LAMBDA_PATH.match(path)
    version = "".join(match.groups()) if match else "none"
    if version > _LAMBDA_LAST_VERSION:
        return ""
    return version + ("v2" if operation in _LAMBDA_V2 else "")


# Listed as a client error ("Error codes for the Amazon EC2 API"), though its HTTP status is 503.
_CLIENT_THOUGH_503 = {"RequestLimitExceeded"}


def error_code(service: str, model: OperationModel, code: str, status: int) -> str:
    """`errorCode` as CloudTrail prints it.

    EC2's are prefixed by whose fault it was (Client.InvalidPermission.Duplicate); services of the query
    protocol print the exception's name (NoSuchEntityException for NoSuchEntity); all say AccessDenied.
    """
    if service == "ec2":
        server = status >= 500 and code not in _CLIENT_THOUGH_503
        return f"{'Server' if server else 'Client'}.{code}"
    if code == "AccessDeniedException":
        return "AccessDenied"
    if model.service_model.metadata.get("protocol") == "query":
        return _exceptions(model).get(code, code)
    return code


def _exceptions(model: OperationModel) -> dict[str, str]:
    """Names of the operation's exceptions by the code on the wire."""
    return {
        error["code"]: shape.name
        for shape in model.error_shapes
        if "code" in (error := shape.metadata.get("error", {}))
    }
