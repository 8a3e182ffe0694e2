"""What single policies need."""

from __future__ import annotations

from typing import Any

import pytest

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.deploy.permissions import Need
from c7n_reflex.deploy.permissions import needs as from_policies
from c7n_reflex.errors import InputError

MODE = {"type": "cloudtrail", "events": ["RunInstances"], "role": "c7n-reflex-lambda"}


def policy(**data: Any) -> Any:
    return from_policies.built({"name": "acme", "resource": "aws.internet-gateway", **data})


def test_a_sweep_needs_nothing_but_its_undoing() -> None:
    swept = list(from_policies.of_policy(policy(actions=["detach"])))
    assert {each.role for each in swept} == {"undo"}
    assert "ec2:AttachInternetGateway" in {each.action for each in swept}
    assert list(from_policies.of_policy(policy(actions=["delete"]))) == []


def test_a_member_role_is_what_acts() -> None:
    there = policy(mode={**MODE, "member-role": "arn:aws:iam::{account_id}:role/c7n-reflex-member"})
    assert {each.role for each in from_policies.of_policy(there)} == {"member"}
    assert {each.role for each in from_policies.of_policy(policy(mode=MODE))} == {"lambda"}


def test_actions_are_those_of_the_acting_role_by_their_names_in_iam() -> None:
    found = from_policies.actions(policy(mode=MODE, actions=["detach"]))
    assert found == ("ec2:DescribeInternetGateways", "ec2:DetachInternetGateway")
    assert from_policies.actions(policy(actions=["detach"])) == ()


def test_actions_that_iam_does_not_know_are_shown_as_they_are_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = policy(mode=MODE, actions=["detach"])
    monkeypatch.setattr(odd.resource_manager.actions[0], "permissions", ("ec2:Frobnicate",))
    with pytest.raises(InputError, match="ec2:Frobnicate"):
        list(from_policies.of_policy(odd))
    assert "ec2:Frobnicate" in from_policies.actions(odd)


def test_a_remediation_is_what_either_role_does_but_not_what_the_engine_does_as_lambda() -> None:
    given = [
        Need("lambda", "ec2:A", ("*",), "policy a"),
        Need("lambda", "ec2:B", ("*",), "engine, x"),
        Need("member", "ec2:C", ("*",), "engine, x"),
        Need("undo", "ec2:D", ("*",), "undoing policy a"),
    ]
    found = from_policies.of_remediation(given, "undo")
    assert [(each.role, each.action) for each in found] == [("undo", "ec2:A"), ("undo", "ec2:C")]
