"""Documents that say the same are the same, and those that do not are not."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.deploy.policy_documents import canonical

DOCUMENT: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "One",
            "Effect": "Allow",
            "Principal": {"AWS": ["111122223333", "200000000001"]},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": "o-1"},
                "Bool": {"aws:SecureTransport": True},
            },
        },
        {"Sid": "Two", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": ["a", "b"]},
    ],
}
AS_AWS_HAS_IT: dict[str, Any] = {
    "Statement": [
        {
            "Action": ["SQS:*"],
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Resource": ["b", "a"],
            "Sid": "Two",
        },
        {
            "Action": ["sts:TagSession", "sts:AssumeRole"],
            "Condition": {
                "Bool": {"AWS:SecureTransport": ["true"]},
                "StringEquals": {"aws:PrincipalOrgId": ["o-1"]},
            },
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::200000000001:root", "arn:aws:iam::111122223333:root"]},
            "Resource": ["*"],
            "Sid": "One",
        },
    ],
    "Id": "__default_policy_ID",
    "Version": "2012-10-17",
}


def test_another_spelling_says_the_same() -> None:
    assert canonical(DOCUMENT) == canonical(json.dumps(AS_AWS_HAS_IT))


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_none(nothing: Any) -> None:
    assert canonical(nothing) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Effect", "Deny"),
        ("Principal", {"AWS": ["111122223333", "200000000002"]}),
        ("Principal", {"AWS": "arn:aws:iam::111122223333:role/x"}),
        ("Principal", {"Service": ["111122223333", "200000000001"]}),
        ("Action", ["sts:AssumeRole"]),
        ("Resource", "arn:aws:s3:::b"),
        ("Condition", {"StringEquals": {"aws:PrincipalOrgID": "o-2"}, "Bool": {"aws:SecureTransport": True}}),
        ("Condition", {"StringLike": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": True}}),
        ("Condition", None),
    ],
)
def test_a_difference_in_any_part_is_one(key: str, value: Any) -> None:
    other = copy.deepcopy(DOCUMENT)
    other["Statement"][0][key] = value
    assert canonical(other) != canonical(DOCUMENT)


@given(st.permutations(range(3)), st.permutations(["s3:GetObject", "s3:PutObject", "s3:ListBucket"]))
def test_order_says_nothing(order: list[int], actions: list[str]) -> None:
    statements = [{"Effect": "Allow", "Action": f"ec2:{n}", "Resource": "*"} for n in range(3)]
    last = {"Effect": "Deny", "Action": sorted(actions), "Resource": "*"}
    shuffled = [*(statements[n] for n in order), {**last, "Action": actions}]
    assert canonical({"Statement": shuffled}) == canonical({"Statement": [*statements, last]})
