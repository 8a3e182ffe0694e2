"""Names of sample events."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.samples import names, sample
from c7n_reflex.errors import InputError


@pytest.mark.parametrize(
    "name",
    ["CreateCluster@ecs", "ecs:CreateCluster", "ecs.amazonaws.com:CreateCluster", " ecs:CreateCluster "],
)
def test_names_that_mean_the_same(name):
    assert sample(name)["detail"]["eventSource"] == "ecs.amazonaws.com"


def test_an_operation_of_config_is_no_rule():
    assert sample("config:PutConfigRule")["detail-type"] == "AWS API Call via CloudTrail"
    assert sample("config:put-config-rule")["detail-type"] == "Config Rules Compliance Change"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RunInstnces", "RunInstances"),
        ("ec2:RunInstnces", "ec2:RunInstances"),
        ("lambda:CreateFunction", "lambda:CreateFunction20150331"),
        ("ec2:CreateBucket", "s3:CreateBucket"),
        ("ec3:RunInstances", "ec2:RunInstances"),
        ("UnauthorizedAccess:EC2/SSHBruteforce", "UnauthorizedAccess:EC2/SSHBruteForce"),
        ("access-analyzer:AwsS3Bukket", "access-analyzer:AwsS3Bucket"),
        ("asff:Recon:EC2/PortScan", "Recon:EC2/Portscan"),
        ("S3.2x", "S3.2"),
    ],
)
def test_did_you_mean(name, meant):
    with pytest.raises(InputError) as caught:
        sample(name)
    assert f"{meant}" in caught.value.remedy.replace("?", ",").replace(" ", ",").split(",")


@pytest.mark.parametrize(
    ("name", "first"),
    [("lambda:CreateFunction", "lambda:CreateFunction20150331"), ("ec2:PutBucketAcl", "s3:PutBucketAcl")],
)
def test_the_likelier_is_said_first(name, first):
    with pytest.raises(InputError) as caught:
        sample(name)
    assert caught.value.remedy.startswith(f"Did you mean {first}")


def test_a_name_of_several_services_is_not_guessed():
    with pytest.raises(InputError, match="several services") as caught:
        sample("CreateCluster")
    assert "ecs:CreateCluster" in caught.value.remedy
    assert "redshift:CreateCluster" in caught.value.remedy


@pytest.mark.parametrize("name", ["", "xyzzy", "::", "@", "ec2:", "asff:"])
def test_what_is_no_name(name):
    with pytest.raises(InputError):
        sample(name)


def test_an_account_is_12_digits():
    with pytest.raises(InputError, match="no account"):
        sample("RunInstances", account="1234")


def test_everything_is_listed_and_can_be_had():
    listed = names()
    assert len(listed) == len(set(listed)) > 15_000
    assert {"ec2:RunInstances", "signin:ConsoleLogin", "S3.2", "access-analyzer:AwsS3Bucket"} <= set(listed)
    for name in listed[::1500]:
        assert sample(name)["detail"]
