"""`resume-versioning` on aws.s3."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

BUCKET = "payments-ledgers"
POLICY = {"resource": "aws.s3", "filters": ["versioning-suspended"], "actions": ["resume-versioning"]}


def _bucket(clients: Clients, *statuses: str) -> JSON:
    s3 = clients("s3")
    if BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.delete_bucket(Bucket=BUCKET)
    s3.create_bucket(Bucket=BUCKET)
    for status in statuses:
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})
    return {"Name": BUCKET, "Location": {"LocationConstraint": None}}


def versioning_suspended(clients: Clients) -> tuple[JSON, JSON]:
    parameters = {"bucketName": BUCKET, "versioning": "", "VersioningConfiguration": {"Status": "Suspended"}}
    return _bucket(clients, "Enabled", "Suspended"), call("PutBucketVersioning", parameters, None, "s3")


def versioning_enabled(clients: Clients) -> tuple[JSON, None]:
    return _bucket(clients, "Enabled"), None


def versioning_never(clients: Clients) -> tuple[JSON, None]:
    return _bucket(clients), None


CASES = {
    "versioning-suspended": Case(POLICY, versioning_suspended),
    "versioning-enabled": Case(POLICY, versioning_enabled),
    "versioning-never": Case(POLICY, versioning_never),
}
