"""A statement of a bucket's policy that does not hold denies nothing; an object gets the ACL in the body."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.organisation.organisation import Organisation


def policy(secure: str) -> str:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
        "Condition": {"Bool": {"aws:SecureTransport": secure}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [deny]})


STOCK = f"""
import boto3, moto
with moto.mock_aws():
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    s3.create_bucket(Bucket="bucket")
    s3.put_bucket_policy(Bucket="bucket", Policy={policy("false")!r})
    try:
        s3.put_object(Bucket="bucket", Key="k", Body=b"b")
        print("put")
    except s3.exceptions.ClientError as error:
        print(error.response["Error"]["Code"])
"""


def test_stock_moto_still_denies() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "403", "moto looks at conditions now: remove the mend"


def test_the_condition_decides(inprocess: Callable[..., Organisation]) -> None:
    s3 = inprocess("moto_mends.s3", "resource_policies").client("s3", "200000000001", "us-east-1")
    s3.create_bucket(Bucket="bucket")
    s3.put_bucket_policy(Bucket="bucket", Policy=policy("false"))
    s3.put_object(Bucket="bucket", Key="k", Body=b"b")
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"b"


STOCK_ACL = """
import boto3, moto
with moto.mock_aws():
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"b", ACL="public-read")
    public = s3.get_object_acl(Bucket="bucket", Key="k")
    policy = {key: public[key] for key in ("Owner", "Grants")}
    s3.put_object_acl(Bucket="bucket", Key="k", AccessControlPolicy=policy)
    print(len(s3.get_object_acl(Bucket="bucket", Key="k")["Grants"]))
"""


def test_stock_moto_still_overlooks_the_acl_in_the_body() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK_ACL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1", "moto reads the body now: remove the mend"


@pytest.fixture
def s3(inprocess: Callable[..., Organisation]) -> Any:
    client = inprocess("moto_mends.s3").client("s3", "200000000001", "us-east-1")
    client.create_bucket(Bucket="bucket", ObjectOwnership="BucketOwnerPreferred")
    client.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    return client


def _acl(s3: Any, **named: str) -> dict[str, Any]:
    answer = s3.get_object_acl(Bucket="bucket", Key="k", **named)
    return {key: answer[key] for key in ("Owner", "Grants")}


def test_the_acl_in_the_body_is_that_versions_alone(s3: Any) -> None:
    old, new = (
        s3.put_object(Bucket="bucket", Key="k", Body=b"b", ACL="public-read")["VersionId"] for _ in range(2)
    )
    public = _acl(s3, VersionId=old)
    private = {**public, "Grants": [each for each in public["Grants"] if "URI" not in each["Grantee"]]}
    s3.put_object_acl(Bucket="bucket", Key="k", VersionId=old, AccessControlPolicy=private)
    assert (_acl(s3, VersionId=old), _acl(s3, VersionId=new)) == (private, public)
    s3.put_object_acl(Bucket="bucket", Key="k", VersionId=old, AccessControlPolicy=public)
    assert _acl(s3, VersionId=old) == public


def test_a_canned_acl_is_that_of_the_present_version(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"b")
    s3.put_object_acl(Bucket="bucket", Key="k", ACL="public-read")
    assert len(_acl(s3)["Grants"]) == 2


def test_the_acl_of_an_object_that_is_missing_is_not_written(s3: Any) -> None:
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchKey"):
        s3.put_object_acl(Bucket="bucket", Key="missing", ACL="private")
