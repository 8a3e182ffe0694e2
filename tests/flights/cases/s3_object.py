"""`make-object-private` on aws.s3."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

BUCKET, KEY = "payments-receipts", "receipts/2025.csv"
POLICY = {"resource": "aws.s3", "filters": ["public-object"], "actions": ["make-object-private"]}
RESOURCE = {"Name": BUCKET, "Location": {"LocationConstraint": None}}


def _bucket(clients: Clients, versioning: str = "Suspended") -> None:
    s3 = clients("s3")
    if BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, ObjectOwnership="BucketOwnerPreferred")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": versioning})


def _event(name: str, answer: JSON | None = None, **parameters: str | list[str]) -> JSON:
    return call(name, {"bucketName": BUCKET, "key": KEY, **parameters}, answer, "s3")


def _acl_put(clients: Clients, acl: str) -> tuple[JSON, JSON]:
    _bucket(clients)
    clients("s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"1")
    clients("s3").put_object_acl(Bucket=BUCKET, Key=KEY, ACL=acl)
    return dict(RESOURCE), _event("PutObjectAcl", **{"acl": "", "x-amz-acl": [acl]})


def object_public(clients: Clients) -> tuple[JSON, JSON]:
    return _acl_put(clients, "public-read")


def object_for_any_account(clients: Clients) -> tuple[JSON, JSON]:
    return _acl_put(clients, "authenticated-read")


def object_private(clients: Clients) -> tuple[JSON, JSON]:
    return _acl_put(clients, "bucket-owner-read")


def object_version_public(clients: Clients) -> tuple[JSON, JSON]:
    _bucket(clients, "Enabled")
    version = clients("s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"2", ACL="public-read")["VersionId"]
    answer = {"x-amz-version-id": version}
    return dict(RESOURCE), _event("PutObject", answer, **{"x-amz-acl": ["public-read"]})


def other_object_public(clients: Clients) -> tuple[JSON, JSON]:
    """The call opened one object; another one of the bucket was open before."""
    resource, event = _acl_put(clients, "private")
    clients("s3").put_object(Bucket=BUCKET, Key="price-list.csv", Body=b"3", ACL="public-read")
    return resource, event


def object_in_no_event(clients: Clients) -> tuple[JSON, None]:
    return _acl_put(clients, "public-read")[0], None


CASES = {
    "object-public": Case(POLICY, object_public),
    "object-for-any-account": Case(POLICY, object_for_any_account),
    "object-private": Case(POLICY, object_private),
    "object-version-public": Case(POLICY, object_version_public),
    "other-object-public": Case(POLICY, other_object_public),
    "object-in-no-event": Case(POLICY, object_in_no_event),
}
