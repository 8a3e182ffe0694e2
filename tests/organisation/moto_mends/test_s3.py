"""A statement of a bucket's policy that does not hold denies nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

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
