"""`remove-public-statements` and `restore-public-access-block` on aws.s3."""

from __future__ import annotations

import json

from tests.flights.case import JSON, Case, Clients, call

BUCKET = "payments-invoices"
POLICY = {"resource": "aws.s3", "filters": ["public-policy"], "actions": ["remove-public-statements"]}
READ_BY_ALL = {
    "Sid": "ReadByAll",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/*",
}
READ_BY_ENDPOINT = {
    **READ_BY_ALL,
    "Sid": "ReadByEndpoint",
    "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
}
TLS_ONLY = {
    **READ_BY_ALL,
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _bucket(clients: Clients, *statements: JSON) -> JSON:
    s3 = clients("s3")
    if BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.delete_bucket(Bucket=BUCKET)
    s3.create_bucket(Bucket=BUCKET)
    if statements:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    return {"Name": BUCKET, "Location": {"LocationConstraint": None}}


def _policy_put(clients: Clients, *statements: JSON) -> tuple[JSON, JSON]:
    bucket = _bucket(clients, *statements)
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return bucket, call("PutBucketPolicy", {"bucketName": BUCKET, "bucketPolicy": document}, None, "s3")


def policy_public_in_part(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, TLS_ONLY, READ_BY_ALL, READ_BY_ENDPOINT)


def policy_public(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, READ_BY_ALL)


def policy_harmless(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, TLS_ONLY, READ_BY_ENDPOINT)


def policy_missing(clients: Clients) -> tuple[JSON, None]:
    return _bucket(clients), None


BLOCK = {
    "resource": "aws.s3",
    "filters": ["check-public-block"],
    "actions": ["restore-public-access-block"],
}
ALL_BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def _blocked(clients: Clients, **flags: bool) -> JSON:
    bucket = _bucket(clients)
    clients("s3").put_public_access_block(
        Bucket=BUCKET, PublicAccessBlockConfiguration={**ALL_BLOCKED, **flags}
    )
    return bucket


def block_removed(clients: Clients) -> tuple[JSON, JSON]:
    parameters = {"bucketName": BUCKET, "publicAccessBlock": ""}
    bucket = _bucket(clients)
    clients("s3").delete_public_access_block(Bucket=BUCKET)
    return bucket, call("DeleteBucketPublicAccessBlock", parameters, None, "s3")


def block_weakened(clients: Clients) -> tuple[JSON, JSON]:
    bucket = _blocked(clients, BlockPublicPolicy=False)
    block = {"PublicAccessBlockConfiguration": {**ALL_BLOCKED, "BlockPublicPolicy": False}}
    return bucket, call("PutBucketPublicAccessBlock", {"bucketName": BUCKET, **block}, None, "s3")


def block_in_place(clients: Clients) -> tuple[JSON, None]:
    return _blocked(clients), None


CASES = {
    "policy-public-in-part": Case(POLICY, policy_public_in_part),
    "policy-public": Case(POLICY, policy_public),
    "policy-harmless": Case(POLICY, policy_harmless),
    "policy-missing": Case(POLICY, policy_missing),
    "block-removed": Case(BLOCK, block_removed),
    "block-weakened": Case(BLOCK, block_weakened),
    "block-in-place": Case(BLOCK, block_in_place),
    "block-in-part": Case(
        {
            **BLOCK,
            "filters": [],
            "actions": [{"type": "restore-public-access-block", "to": {"RestrictPublicBuckets": True}}],
        },
        block_removed,
    ),
}
