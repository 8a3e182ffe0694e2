"""Which object a call on S3 is about, and its access control list: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

JSON = dict[str, Any]

# On a bucket, the object of it that the event names: {"Key": "a.csv", "VersionId": "..."}. Kept in the ledger
# with the bucket, so that undoing knows the object.
OBJECT_KEY = "Object"

# AWS says 405 of a version that is a delete marker.
GONE = frozenset({"NoSuchBucket", "NoSuchKey", "NoSuchVersion", "MethodNotAllowed"})


def named_object(event: JSON | None) -> JSON | None:
    """`{"Key": ...}` of the object that the call made or opened, with its `VersionId` where S3 said one."""
    detail = api_call(event, "PutObjectAcl", "PutObject", "CopyObject")
    parameters = (detail or {}).get("requestParameters") or {}
    key = parameters.get("key")
    if not key:
        return None
    answer = (detail or {}).get("responseElements") or {}
    version = parameters.get("versionId") or answer.get("x-amz-version-id")
    return {"Key": str(key), **({"VersionId": str(version)} if version else {})}


def object_acl(s3: Any, bucket: str, named: JSON) -> JSON:
    """`{"Owner": {...}, "Grants": [...]}` of an object, as S3 says now. Raises ClientError."""
    answer = s3.get_object_acl(Bucket=bucket, **named)
    return {"Owner": answer["Owner"], "Grants": answer["Grants"]}
