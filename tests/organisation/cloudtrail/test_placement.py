"""In which region, on which bus, an event appears."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.cloudtrail.placement import service_region
from tests.organisation.cloudtrail.conftest import ACCOUNT, Recorder


@pytest.mark.parametrize("prefix", ["iam", "organizations", "cloudfront", "route53", "account", "shield"])
def test_global_services_are_recorded_in_us_east_1(prefix: str) -> None:
    assert service_region(prefix, "eu-west-1") == "us-east-1"


@pytest.mark.parametrize("prefix", ["ec2", "s3", "s3-control", "sts", "wafv2", "not-a-service"])
def test_regional_services_are_recorded_where_they_are_called(prefix: str) -> None:
    assert service_region(prefix, "eu-west-1") == "eu-west-1"


def test_other_partitions_have_their_own_global_region() -> None:
    assert service_region("iam", "cn-northwest-1") == "cn-north-1"
    assert service_region("iam", "no-such-1") == "no-such-1"


def test_iam_call_from_another_region_is_on_the_bus_of_us_east_1_only(recorder: Recorder) -> None:
    recorder.client("iam", "eu-west-1").create_user(UserName="ada")
    assert [(account, region) for account, region, _ in recorder.emitted] == [(ACCOUNT, "us-east-1")]
    event = recorder.emitted[0][2]
    assert (event["region"], event["detail"]["awsRegion"]) == ("us-east-1", "us-east-1")


def test_bucket_calls_appear_in_the_buckets_region_whoever_makes_them(recorder: Recorder) -> None:
    home, elsewhere = recorder.client("s3", "eu-west-1"), recorder.client("s3", "us-east-1")
    home.create_bucket(Bucket="in-ireland", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    elsewhere.create_bucket(Bucket="in-virginia")
    elsewhere.put_bucket_policy(Bucket="in-ireland", Policy='{"Version": "2012-10-17", "Statement": []}')
    elsewhere.delete_bucket(Bucket="in-ireland")
    home.delete_bucket(Bucket="in-virginia")
    regions = [(e["detail"]["requestParameters"]["bucketName"], region) for _, region, e in recorder.emitted]
    assert regions == [
        ("in-ireland", "eu-west-1"),
        ("in-virginia", "us-east-1"),
        ("in-ireland", "eu-west-1"),
        ("in-ireland", "eu-west-1"),
        ("in-virginia", "us-east-1"),
    ]


def test_deletion_of_a_bucket_that_no_call_made(recorder: Recorder) -> None:
    # As CloudFormation's buckets are: moto makes them without a call.
    with recorder.organisation.lock:
        recorder.organisation.backend("s3", ACCOUNT, "eu-west-1").create_bucket("by-template", "eu-west-1")
    recorder.client("s3", "us-east-1").delete_bucket(Bucket="by-template")
    assert [region for _, region, _ in recorder.emitted] == ["eu-west-1"]


def test_a_call_on_a_bucket_that_never_was_stays_where_it_was_made(recorder: Recorder) -> None:
    with pytest.raises(ClientError):
        recorder.client("s3", "eu-west-1").delete_bucket(Bucket="never-was")
    assert [region for _, region, _ in recorder.emitted] == ["eu-west-1"]


def test_a_bucket_made_anew_elsewhere_is_placed_anew(recorder: Recorder) -> None:
    home, elsewhere = recorder.client("s3", "eu-west-1"), recorder.client("s3", "us-east-1")
    home.create_bucket(Bucket="moving", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    home.delete_bucket(Bucket="moving")
    elsewhere.create_bucket(Bucket="moving")
    assert recorder.emitted[-1][1] == "us-east-1"
