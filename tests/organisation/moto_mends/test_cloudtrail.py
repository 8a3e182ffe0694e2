"""DescribeTrails answers with the trails that are asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.organisation.organisation import Organisation

ACCOUNT = "200000000001"
STOCK = """
import boto3, moto
with moto.mock_aws():
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    boto3.client("s3", "us-east-1", **keys).create_bucket(Bucket="bucket")
    trails = boto3.client("cloudtrail", "us-east-1", **keys)
    trails.create_trail(Name="one", S3BucketName="bucket")
    print(len(trails.describe_trails(trailNameList=["two"])["trailList"]))
"""


def test_stock_moto_still_answers_with_all() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1", "moto looks at trailNameList now: remove the mend"


@pytest.fixture
def made(inprocess: Callable[..., Organisation]) -> Organisation:
    organisation = inprocess("moto_mends.cloudtrail")
    organisation.client("s3", ACCOUNT, "us-east-1").create_bucket(Bucket="trail-logs")
    trails = organisation.client("cloudtrail", ACCOUNT, "us-east-1")
    for name in ("one", "two"):
        trails.create_trail(Name=name, S3BucketName="trail-logs", IsMultiRegionTrail=True)
    return organisation


def found(organisation: Organisation, region: str, *names: str) -> list[str]:
    client: Any = organisation.client("cloudtrail", ACCOUNT, region)
    return sorted(each["Name"] for each in client.describe_trails(trailNameList=list(names))["trailList"])


def test_by_name_in_the_home_region_only(made: Organisation) -> None:
    assert found(made, "us-east-1", "one") == ["one"]
    assert found(made, "eu-west-1", "one") == []


def test_by_arn_from_anywhere(made: Organisation) -> None:
    assert found(made, "eu-west-1", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/two") == ["two"]


def test_all_if_none_is_named_and_none_if_unknown(made: Organisation) -> None:
    assert found(made, "us-east-1") == ["one", "two"]
    assert found(made, "us-east-1", "three") == []
