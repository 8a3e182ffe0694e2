"""Links to the AWS console."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer import links

KEY = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
EXAMPLES = {
    "aws.ami": "ami-0a",
    "aws.cfn": "stack-1",
    "aws.distribution": "E2QWRUHAPOMQZL",
    "aws.dynamodb-table": "orders",
    "aws.ebs": "vol-0a",
    "aws.ebs-snapshot": "snap-0a",
    "aws.ec2": "i-0a",
    "aws.elastic-ip": "eipalloc-0a",
    "aws.eni": "eni-0a",
    "aws.iam-group": "admins",
    "aws.iam-role": "deploy",
    "aws.iam-user": "ann@example.com",
    "aws.internet-gateway": "igw-0a",
    "aws.kms-key": KEY,
    "aws.lambda": "resize",
    "aws.nat-gateway": "nat-0a",
    "aws.network-acl": "acl-0a",
    "aws.rds": "orders-1",
    "aws.rds-cluster": "orders",
    "aws.rds-snapshot": "orders-before",
    "aws.route-table": "rtb-0a",
    "aws.s3": "press-kit.example",
    "aws.secrets-manager": "prod/db",
    "aws.security-group": "sg-0a",
    "aws.sns": "arn:aws:sns:eu-west-1:200000000001:alerts",
    "aws.sqs": "https://sqs.eu-west-1.amazonaws.com/200000000001/jobs",
    "aws.subnet": "subnet-0a",
    "aws.vpc": "vpc-0a",
}


def test_each_type_has_an_example() -> None:
    assert set(EXAMPLES) == set(links._PAGES)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_type_has_a_page_in_the_regions_console(kind: str) -> None:
    url = links.console(kind, EXAMPLES[kind], "eu-west-1")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", "eu-west-1.console.aws.amazon.com")
    assert not re.search(r"[\s<>\"|{}]", url)


def test_the_page_of_a_security_group() -> None:
    assert links.console("security-group", "sg-0a", "us-east-1") == (
        "https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#SecurityGroup:groupId=sg-0a"
    )


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("il-central-1", "il-central-1.console.aws.amazon.com"),
    ],
)
def test_each_partition_has_its_own_console(region: str, domain: str) -> None:
    assert urlsplit(links.console("aws.ec2", "i-0a", region)).netloc == domain


@pytest.mark.parametrize(
    ("kind", "resource", "region"),
    [
        ("aws.unheard-of", "x-1", "eu-west-1"),
        ("aws.ec2", "not an id", "eu-west-1"),
        ("aws.ec2", "", "eu-west-1"),
        ("aws.ec2", "i-0a", ""),
        ("aws.ec2", "i-0a", "evil.example/"),
        ("aws.ec2", "i-0a", "us-iso-east-1"),
        ("aws.ec2", "i-0a", "eusc-de-east-1"),
        ("", "i-0a", "eu-west-1"),
        ("aws.s3", "b\nc", "eu-west-1"),
    ],
)
def test_no_link_rather_than_a_wrong_one(kind: str, resource: str, region: str) -> None:
    assert links.console(kind, resource, region) == ""


@settings(deadline=None)
@given(st.sampled_from(sorted(EXAMPLES)), st.text(), st.sampled_from(["eu-west-1", "x", "eu-west-1@a.b"]))
def test_no_name_leads_elsewhere(kind: str, resource: str, region: str) -> None:
    url = links.console(kind, resource, region)
    assert url == "" or urlsplit(url).netloc == "eu-west-1.console.aws.amazon.com"
