"""S3: calls to a bucket of another account. Bucket names are global, so the owner is looked up.

Source: "Policies and permissions in Amazon S3" and "Actions, resources, and condition keys for Amazon S3".
"""

from __future__ import annotations

import functools
import urllib.parse
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.resource_policies.guard import Guard, operations_with

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

# Operations whose IAM action has another name; of every other one it is the operation's own.
_ACTIONS = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
_OWNER_ONLY = {"DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy"}


def install(organisation: Organisation) -> None:
    """Check calls to buckets, and to account settings, of other accounts."""
    guard = Guard(organisation, "AccessDenied")
    for operation in operations_with("s3", "Bucket"):
        if operation != "CreateBucket":
            organisation.operations.before("s3", operation, functools.partial(_check, organisation, guard))
    for operation in operations_with("s3control", "AccountId"):
        organisation.operations.before("s3control", operation, functools.partial(_own_account, guard))


def _own_account(guard: Guard, call: Call) -> None:
    if call.params.get("AccountId", call.account) != call.account:
        raise guard.denial(call, f"s3:{call.operation}", f"arn:aws:s3:::{call.params['AccountId']}")


def _check(organisation: Organisation, guard: Guard, call: Call) -> None:
    source = call.params.get("CopySource")
    if source:
        bucket, key = _copy_source(source)
        _admit(organisation, guard, call, bucket, key, "s3:GetObject")
    versioned = "Version" if call.params.get("VersionId") and "Object" in call.operation else ""
    action = f"s3:{_ACTIONS.get(call.operation, call.operation)}{versioned}"
    owner = _admit(organisation, guard, call, call.params["Bucket"], call.params.get("Key", ""), action)
    expected = call.params.get("ExpectedBucketOwner")
    if owner and expected and expected != owner:
        raise guard.denial(call, action, f"arn:aws:s3:::{call.params['Bucket']}")
    if owner:
        call.account = owner


def _copy_source(source: Any) -> tuple[str, str]:
    """Bucket and key of CopySource: "bucket/key?versionId=...", percent-encoded."""
    text = f"{source['Bucket']}/{source['Key']}" if isinstance(source, dict) else str(source)
    bucket, _, key = urllib.parse.unquote(text.split("?versionId=")[0]).lstrip("/").partition("/")
    return bucket, key


def _admit(organisation: Organisation, guard: Guard, call: Call, name: str, key: str, action: str) -> str:
    """The bucket's owner, "" if there is no such bucket. The call's account stays the caller's."""
    owner, policy = _bucket(organisation, name)
    if not owner or not guard.needed(call, owner, action):
        return owner
    if call.operation in _OWNER_ONLY:
        raise ApiError(
            "MethodNotAllowed", "The specified method is not allowed against this resource.", status=405
        )
    caller = call.account
    keys = [entry["Key"] for entry in call.params.get("Delete", {}).get("Objects", [])] or [key]
    context = {"s3:prefix": call.params["Prefix"]} if call.params.get("Prefix") else None
    for each in keys:
        resource = f"arn:aws:s3:::{name}" + (f"/{each}" if each else "")
        guard.admit(call, owner, policy, action, resource, context)
    call.account = caller
    return owner


def _bucket(organisation: Organisation, name: str) -> tuple[str, str | None]:
    """Owner and policy text of a bucket, whoever owns it."""
    from moto.s3.models import s3_backends

    with organisation.lock:
        partition, owner = s3_backends.bucket_accounts.get(name, ("", ""))
        if not owner:
            return "", None
        bucket = s3_backends[owner][partition].buckets.get(name)
        policy = bucket.policy if bucket is not None else None
    return owner, policy.decode() if isinstance(policy, bytes) else policy
