"""From needs to documents: what is allowed, what is not, and that nothing is wider than needed."""

from __future__ import annotations

import json
from typing import Any

import parliament  # type: ignore[import-untyped]
import pytest

from c7n_reflex.deploy.permissions import ROLES, Need, iam, statements
from c7n_reflex.deploy.permissions.documents import MAXIMUM, Statement, documents, size
from c7n_reflex.errors import InputError
from tests.deploy.permissions.allowing import allowed, substituted

VPC = "arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-1"


def document(needs: tuple[Need, ...], role: str) -> dict[str, Any]:
    """All of the role's documents as one."""
    found = documents(statements(needs, role), role)
    return {**found[0], "Statement": [each for part in found for each in part["Statement"]]}


@pytest.mark.parametrize("role", ROLES)
def test_a_linter_for_iam_finds_nothing(needs: tuple[Need, ...], role: str) -> None:
    text = substituted(json.dumps(document(needs, role)), "444455556666")
    findings = parliament.analyze_policy_string(text).findings
    # Who repairs a bucket's policy could write any: that is the remediation, in the own account only.
    known = {"RESOURCE_POLICY_PRIVILEGE_ESCALATION"} if role == "member" else set()
    assert {each.issue for each in findings} == known, [str(each) for each in findings]


def test_the_linter_would_find_an_action_on_what_it_cannot_be_limited_to() -> None:
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": [Statement(("ec2:DescribeVpcs",), (VPC,)).as_json()]}
    )
    assert parliament.analyze_policy_string(text).findings


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_wide(needs: tuple[Need, ...], role: str) -> None:
    for each in statements(needs, role):
        assert not [action for action in each.actions if "*" in action]
        if "*" in each.resources:
            assert each.resources == ("*",)
            assert [action for action in each.actions if iam.resources(action) != ("*",)] == []


def test_each_role_may_do_its_own_part_only(needs: tuple[Need, ...]) -> None:
    own, core = document(needs, "lambda"), document(needs, "core")
    member, undo = document(needs, "member"), document(needs, "undo")
    assert allowed(own, "ec2:DetachInternetGateway", VPC)
    assert not allowed(own, "ec2:DetachInternetGateway", VPC.replace("444455556666", "777788889999"))
    assert not allowed(own, "ec2:AttachInternetGateway", VPC)
    assert allowed(undo, "ec2:AttachInternetGateway", VPC)
    assert not allowed(core, "ec2:DetachInternetGateway", VPC)
    role = "arn:aws:iam::444455556666:role/c7n-reflex-"
    assert allowed(core, "sts:AssumeRole", role + "member")
    assert not allowed(core, "sts:AssumeRole", role + "undo")
    assert not allowed(own, "sts:AssumeRole", role + "member")
    assert allowed(member, "s3:PutBucketPolicy", "arn:aws:s3:::b")
    assert not allowed(own, "s3:PutBucketPolicy", "arn:aws:s3:::b")


def test_the_deployer_passes_one_role_to_lambda_only(needs: tuple[Need, ...]) -> None:
    [passing] = [each for each in statements(needs, "deployer") if "iam:PassRole" in each.actions]
    assert passing.actions == ("iam:PassRole",)
    assert passing.resources == ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/c7n-reflex-lambda",)
    assert passing.condition == {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}


def test_buckets_are_those_of_the_own_account(needs: tuple[Need, ...]) -> None:
    found = [each for each in statements(needs, "member") if each.actions[0].startswith("s3:")]
    assert found
    for each in found:
        expected = {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}
        assert each.condition == expected


def test_long_ones_are_split_and_too_long_ones_refused() -> None:
    def some(count: int) -> list[Statement]:
        return [
            Statement(("ec2:DescribeVpcs",), (f"arn:{number:04}{'x' * 1000}",)) for number in range(count)
        ]

    parts = documents(some(12), "member")
    assert len(parts) == 3
    assert [each for part in parts for each in part["Statement"]] == [each.as_json() for each in some(12)]
    assert size(some(4)) < MAXIMUM
    with pytest.raises(InputError, match="role member needs more than 10"):
        documents(some(60), "member")
