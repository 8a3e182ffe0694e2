"""`c7n-reflex permissions --diff`: what the roles of accounts are granted, against what they need."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.operations import Desk
from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

ACCOUNTS = ("payments-prod", "payments-dev")
CHOSEN = tuple(argument for account in ACCOUNTS for argument in ("-a", account))
DIFF = ("permissions", "--diff", "-u", str(ROOT / "policies"), *CHOSEN)


@pytest.fixture(scope="module")
def built(operated: Desk) -> Desk:
    folders = ("--templates", str(ROOT / "infrastructure"), "--policies", str(ROOT / "policies"))
    operated.run("infrastructure", "apply", *folders, *CHOSEN)
    return operated


def differing(desk: Desk) -> list[dict[str, Any]]:
    roles: list[dict[str, Any]] = desk.json(*DIFF, code=1)["roles"]
    assert len(roles) == 6
    return [each for each in roles if each["missing"] or each["excess"] or not each["exists"]]


def _attached(iam: Any, role: str) -> dict[str, str]:
    """ARN by name of the role's managed policies."""
    found = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return {each["PolicyName"]: each["PolicyArn"] for each in found}


def test_roles_are_as_needed_after_apply(built: Desk) -> None:
    assert "6 roles are as needed" in built.run(*DIFF)


def test_what_was_added_and_taken_away_by_hand_is_shown_with_its_account(built: Desk) -> None:
    iam = built.client("iam", "payments-dev")
    statement = {"Effect": "Allow", "Action": ["ec2:TerminateInstances", "ec2:DescribeVpcs"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName="c7n-reflex-member", PolicyName="extra", PolicyDocument=document)
    undoing_policy = _attached(iam, "c7n-reflex-undo")["c7n-reflex-undo"]
    iam.detach_role_policy(RoleName="c7n-reflex-undo", PolicyArn=undoing_policy)
    try:
        member, undoing = differing(built)
        text = built.run(*DIFF, code=1)
    finally:
        iam.delete_role_policy(RoleName="c7n-reflex-member", PolicyName="extra")
        iam.attach_role_policy(RoleName="c7n-reflex-undo", PolicyArn=undoing_policy)
    account = built.organisation.directory["payments-dev"].id
    assert (member["account"], member["role"]) == (account, "c7n-reflex-member")
    assert member["excess"] == [{"action": "ec2:TerminateInstances", "resource": "*"}]
    assert member["missing"] == undoing["excess"] == []
    attach = [each for each in undoing["missing"] if each["action"] == "ec2:AttachInternetGateway"]
    assert attach[0]["because"][0] == "undoing policy internet-gateway-attached, action detach"
    assert "c7n-reflex-member (member) in payments-dev\n" in text
    assert "- granted and not needed, on *: ec2:TerminateInstances\n" in text
    assert "2 of 6 roles differ" in text


def test_the_same_difference_in_two_accounts_is_shown_once(built: Desk) -> None:
    # Only what a policy needs that is left out is not needed: the engine's is.
    fewer = ("permissions", "--diff", *CHOSEN, "--role", "member", "-u", str(built.folder / "policies"))
    (built.folder / "policies").mkdir(exist_ok=True)
    (built.folder / "policies" / "gateway.yml").write_text(
        (ROOT / "policies/cloudtrail/internet_gateway_attached.yml").read_text(encoding="utf-8")
    )
    text = built.run(*fewer, code=1)
    assert text.count("c7n-reflex-member (member) in payments-prod, payments-dev\n") == 1
    bucket = "- granted and not needed, on arn:aws:s3:::*: s3:DeleteBucketPolicy"
    assert text.count(bucket) == 1
    assert "iam:ListAccountAliases" not in text
    assert "DetachInternetGateway" not in text


def test_a_role_that_is_gone_is_shown(built: Desk) -> None:
    iam = built.client("iam", "payments-prod")
    trust = iam.get_role(RoleName="c7n-reflex-undo")["Role"]["AssumeRolePolicyDocument"]
    attached = _attached(iam, "c7n-reflex-undo")
    for arn in attached.values():
        iam.detach_role_policy(RoleName="c7n-reflex-undo", PolicyArn=arn)
    iam.delete_role(RoleName="c7n-reflex-undo")
    try:
        [gone] = differing(built)
        text = built.run(*DIFF, code=1)
    finally:
        iam.create_role(RoleName="c7n-reflex-undo", AssumeRolePolicyDocument=json.dumps(trust))
        for arn in attached.values():
            iam.attach_role_policy(RoleName="c7n-reflex-undo", PolicyArn=arn)
    assert not gone["exists"]
    assert "c7n-reflex-undo (undo) in payments-prod\n  there is no such role" in text


def test_an_account_that_cannot_be_read_hides_no_other(built: Desk) -> None:
    built.fault("payments-prod", "iam", "ListRolePolicies")
    try:
        found = built.json(*DIFF, code=3)
        text = built.run(*DIFF, code=3)
    finally:
        built.organisation.delete("faults")
    assert [each["account"] for each in found["failures"]] == [
        built.organisation.directory["payments-prod"].id
    ]
    assert {each["account"] for each in found["roles"]} == {built.organisation.directory["payments-dev"].id}
    assert "x payments-prod (200000000001): cannot be read: An error occurred (AccessDenied" in text
    assert "3 roles are as needed; 1 accounts could not be read" in text


@pytest.mark.parametrize(
    "more", [("-p", "s3-*"), ("--explain",), ("--role", "deployer"), ("--check",), ("--output", "yaml")]
)
def test_what_does_not_go_with_a_comparison_is_refused(built: Desk, more: tuple[str, ...]) -> None:
    built.run("permissions", "--diff", *more, code=2)


def test_accounts_go_with_a_comparison_only(built: Desk) -> None:
    built.run("permissions", "-a", "payments-prod", code=2)
