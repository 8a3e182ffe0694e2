"""What is known of IAM's actions."""

from __future__ import annotations

import pytest

from c7n_reflex.deploy.permissions import iam
from c7n_reflex.errors import InputError


@pytest.mark.parametrize("action", sorted(iam.CORRECTIONS))
def test_a_correction_is_for_what_is_no_action_and_gives_one(action: str) -> None:
    assert iam.resources(action) == ("*",)
    assert iam.checked(action, "filter x") == iam.CORRECTIONS[action]


def test_an_action_that_exists_stays() -> None:
    assert iam.checked("ec2:DescribeVpcs", "filter x") == "ec2:DescribeVpcs"


@pytest.mark.parametrize("action", ["iam:*", "s3:Get*", "ec2:Describe?pcs", "*"])
def test_wildcards_are_refused(action: str) -> None:
    with pytest.raises(InputError, match="action acme of policy a asks for the wildcard"):
        iam.checked(action, "action acme of policy a")


def test_unknown_actions_are_refused_with_who_asks() -> None:
    with pytest.raises(InputError, match="action acme of policy a asks for ec2:Frobnicate, which is no"):
        iam.checked("ec2:Frobnicate", "action acme of policy a")


def test_limits_are_of_the_own_account_and_any_name() -> None:
    assert iam.resources("ec2:DetachInternetGateway") == (
        "arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:internet-gateway/*",
        "arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*",
    )
    assert iam.resources("s3:GetBucketAcl") == ("arn:${AWS::Partition}:s3:::*",)
    assert iam.resources("ec2:DescribeVpcs") == ("*",)
