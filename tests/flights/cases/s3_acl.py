"""`remove-public-grants` on aws.s3."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

BUCKET = "payments-statements"
POLICY = {"resource": "aws.s3", "filters": ["public-acl"], "actions": ["remove-public-grants"]}


def _bucket(clients: Clients, acl: str) -> JSON:
    s3 = clients("s3")
    if BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.delete_bucket(Bucket=BUCKET)
    s3.create_bucket(Bucket=BUCKET, ObjectOwnership="BucketOwnerPreferred")
    s3.put_bucket_acl(Bucket=BUCKET, ACL=acl)
    return {"Name": BUCKET, "Location": {"LocationConstraint": None}}


def _acl_put(clients: Clients, acl: str) -> tuple[JSON, JSON]:
    parameters = {"bucketName": BUCKET, "acl": "", "x-amz-acl": [acl]}
    return _bucket(clients, acl), call("PutBucketAcl", parameters, None, "s3")


def acl_public(clients: Clients) -> tuple[JSON, JSON]:
    return _acl_put(clients, "public-read")


def acl_for_any_account(clients: Clients) -> tuple[JSON, None]:
    return _bucket(clients, "authenticated-read"), None


def acl_for_log_delivery(clients: Clients) -> tuple[JSON, JSON]:
    return _acl_put(clients, "log-delivery-write")


CASES = {
    "acl-public": Case(POLICY, acl_public),
    "acl-for-any-account": Case(POLICY, acl_for_any_account),
    "acl-for-log-delivery": Case(POLICY, acl_for_log_delivery),
}
