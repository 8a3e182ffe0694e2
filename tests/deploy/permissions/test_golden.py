"""infrastructure/permissions.yml is current, and a policy with a new action changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.deploy.permissions import Need, golden
from c7n_reflex.deploy.permissions import needs as from_policies
from tests.conftest import ROOT

MODE = {"type": "cloudtrail", "events": ["RunInstances"], "role": "c7n-reflex-lambda"}


def policy(**data: Any) -> Any:
    return from_policies.built({"name": "acme", "resource": "aws.internet-gateway", **data})


def test_the_reviewed_file_is_current(needs: tuple[Need, ...]) -> None:
    assert golden.difference(needs, ROOT) == ""


def test_a_policy_with_a_new_action_changes_it(needs: tuple[Need, ...]) -> None:
    more = tuple(from_policies.of_policy(policy(mode=MODE, actions=["delete"])))
    difference = golden.difference((*needs, *more), ROOT)
    assert "+        ec2:DeleteInternetGateway:" in difference
    assert "+        - policy acme, action delete" in difference
    assert "+              - ec2:DeleteInternetGateway" in difference  # of account.yml


def test_order_of_needs_is_of_no_consequence(needs: tuple[Need, ...]) -> None:
    assert golden.text(needs) == golden.text(tuple(reversed(needs)))


def test_no_file_is_a_difference(needs: tuple[Need, ...], tmp_path: Path) -> None:
    assert "+# Generated" in golden.difference(needs, tmp_path)
