"""What a role may do, as IAM's answers say it."""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.deploy.permissions import granted
from c7n_reflex.deploy.permissions.granted import Grant, Granted

ACCOUNT = "200000000001"
TRUST = {"Version": "2012-10-17", "Statement": []}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.fixture
def iam(inprocess: Callable[..., Any]) -> Any:
    client = inprocess().client("iam", ACCOUNT, "us-east-1")
    client.create_role(RoleName="acme", AssumeRolePolicyDocument=json.dumps(TRUST))
    return client


def test_attached_and_own_policies_count_in_their_current_version(iam: Any) -> None:
    arn = iam.create_policy(PolicyName="p", PolicyDocument=policy(allow("s3:Old")))["Policy"]["Arn"]
    iam.create_policy_version(
        PolicyArn=arn,
        PolicyDocument=policy(allow(["s3:A", "s3:B"], ["arn:aws:s3:::x", "arn:aws:s3:::y"])),
        SetAsDefault=True,
    )
    iam.attach_role_policy(RoleName="acme", PolicyArn=arn)
    iam.put_role_policy(RoleName="acme", PolicyName="own", PolicyDocument=policy(allow("ec2:C")))
    found = granted.of_role(iam, "acme")
    assert found is not None
    two = {Grant(action, arn) for action in ("s3:A", "s3:B") for arn in ("arn:aws:s3:::x", "arn:aws:s3:::y")}
    assert found.allowed == two | {Grant("ec2:C", "*")}


def test_a_role_without_policies_and_no_role_differ(iam: Any) -> None:
    assert granted.of_role(iam, "acme") == Granted(frozenset())
    assert granted.of_role(iam, "nobody") is None


def test_denials_hold_unless_they_are_conditional(iam: Any) -> None:
    deny = {**allow("s3:PutBucketPolicy", "arn:aws:s3:::kept"), "Effect": "Deny"}
    sometimes = {**deny, "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    document = policy(allow("s3:*"), deny, sometimes)
    iam.put_role_policy(RoleName="acme", PolicyName="own", PolicyDocument=document)
    found = granted.of_role(iam, "acme")
    assert found is not None
    assert found.allows(Grant("s3:PutBucketPolicy", "arn:aws:s3:::other"))
    assert not found.allows(Grant("s3:PutBucketPolicy", "arn:aws:s3:::kept"))


def test_everything_but_something_counts_as_everything(iam: Any) -> None:
    statement = {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::kept"}
    iam.put_role_policy(RoleName="acme", PolicyName="own", PolicyDocument=policy(statement))
    found = granted.of_role(iam, "acme")
    assert found is not None
    assert found.allowed == {Grant("*", "*")}


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (("s3:Get*", "*"), ("s3:GetBucketAcl", "arn:aws:s3:::b"), True),
        (("S3:getbucketacl", "*"), ("s3:GetBucketAcl", "arn:aws:s3:::b"), True),
        (("s3:GetBucketAcl", "arn:aws:s3:::*"), ("s3:GetBucketAcl", "arn:aws:s3:::b*"), True),
        (("s3:GetBucketAcl", "arn:aws:s3:::?"), ("s3:GetBucketAcl", "arn:aws:s3:::bb"), False),
        (("s3:GetBucketAcl", "arn:aws:s3:::b"), ("s3:GetBucketAcl", "arn:aws:s3:::B"), False),
        (("s3:GetBucketAcl", "arn:aws:s3:::[b]"), ("s3:GetBucketAcl", "arn:aws:s3:::b"), False),
        (("s3:GetBucketAcl", "arn:aws:s3:::*"), ("s3:GetBucketAcl", "*"), False),
    ],
)
def test_covering(wide: tuple[str, str], narrow: tuple[str, str], covers: bool) -> None:
    assert Grant(*wide).covers(Grant(*narrow)) is covers


@given(st.text("ab:*?", max_size=8), st.text("ab:", max_size=8))
def test_a_pattern_covers_what_it_matches_and_itself(pattern: str, text: str) -> None:
    assert Grant("a", pattern).covers(Grant("a", text)) is fnmatchcase(text, pattern)
    assert Grant("a", pattern).covers(Grant("a", pattern))
