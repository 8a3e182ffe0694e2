"""S3's records."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.organisation.cloudtrail import s3
from tests.organisation.cloudtrail.models import call

_XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"
_ALL_USERS = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}


def _request(name: str, service: str = "s3", **params: Any) -> dict[str, Any]:
    return s3.request(call(service, name, params))


def test_policy_is_an_object() -> None:
    policy = '{"Statement": [{"Effect": "Allow", "Principal": "*"}]}'
    assert _request("PutBucketPolicy", Bucket="b", Policy=policy) == {
        "bucketName": "b",
        "Host": "127.0.0.1:4566",
        "policy": "",
        "bucketPolicy": {"Statement": [{"Effect": "Allow", "Principal": "*"}]},
    }


def test_policy_that_is_no_json_stays_text() -> None:
    assert _request("PutBucketPolicy", Bucket="b", Policy="{oops")["bucketPolicy"] == "{oops"


def test_public_access_block() -> None:
    flags = {"BlockPublicAcls": True, "RestrictPublicBuckets": False}
    put = _request("PutPublicAccessBlock", Bucket="b", PublicAccessBlockConfiguration=flags)
    assert put["publicAccessBlock"] == ""
    assert put["PublicAccessBlockConfiguration"] == {"xmlns": _XMLNS, **flags}
    deleted = _request("DeletePublicAccessBlock", Bucket="b")
    assert deleted == {"bucketName": "b", "Host": "127.0.0.1:4566", "publicAccessBlock": ""}


def test_public_access_block_of_the_account_names_no_bucket() -> None:
    deleted = _request("DeletePublicAccessBlock", "s3control", AccountId="200000000001")
    assert "bucketName" not in deleted
    assert deleted["publicAccessBlock"] == ""
    assert deleted["x-amz-account-id"] == "200000000001"


def test_canned_acl_is_a_list() -> None:
    assert _request("PutBucketAcl", Bucket="b", ACL="public-read")["x-amz-acl"] == ["public-read"]


@pytest.mark.parametrize(("count", "expected"), [(1, dict), (2, list)])
def test_a_single_grant_is_no_list(count: int, expected: type) -> None:
    acl = {"Grants": [{"Grantee": _ALL_USERS, "Permission": "READ"}] * count, "Owner": {"ID": "o"}}
    body = _request("PutBucketAcl", Bucket="b", AccessControlPolicy=acl)["AccessControlPolicy"]
    assert isinstance(body["AccessControlList"]["Grant"], expected)
    assert body["Owner"] == {"ID": "o"}


def test_flattened_lists_have_no_wrapper() -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}
    body = _request("PutBucketEncryption", Bucket="b", ServerSideEncryptionConfiguration={"Rules": [rule]})
    assert body["ServerSideEncryptionConfiguration"] == {"xmlns": _XMLNS, "Rule": rule}


def test_query_parameters_are_recorded_and_checksums_are_not() -> None:
    request = _request("DeleteBucketMetricsConfiguration", Bucket="b", Id="m", ExpectedBucketOwner="1")
    assert request == {"bucketName": "b", "Host": "127.0.0.1:4566", "metrics": "", "id": "m"}


def test_create_bucket() -> None:
    request = _request(
        "CreateBucket", Bucket="b", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    assert request["CreateBucketConfiguration"] == {"xmlns": _XMLNS, "LocationConstraint": "eu-west-1"}
    assert "CreateBucketConfiguration" not in _request("CreateBucket", Bucket="b")
