"""What is there before anything is deployed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.organisation import seed
from c7n_reflex.organisation.organisation import Organisation

CORE, SOLUTION = "111122223333", "200000000003"
Build = Callable[..., Organisation]

pytestmark = pytest.mark.organisation


@pytest.fixture
def seeded(inprocess: Build) -> Organisation:
    return inprocess("moto_mends.performance", "resource_policies", "securityhub", "seed")


def test_the_organisation_has_the_accounts_of_accounts_yml(seeded: Organisation) -> None:
    organizations = seeded.client("organizations", CORE, "us-east-1")
    assert organizations.describe_organization()["Organization"]["Id"] == "o-reflexdrill"
    pages = organizations.get_paginator("list_accounts").paginate()
    found = {account["Id"]: account["Name"] for page in pages for account in page["Accounts"]}
    expected = {account.id: account.name for account in seeded.directory.accounts}
    expected[CORE] = found[CORE]  # moto calls the management account "master"
    assert found == expected


def test_accounts_created_later_have_ids_of_their_own(seeded: Organisation) -> None:
    organizations = seeded.client("organizations", CORE, "us-east-1")
    made = organizations.create_account(AccountName="new", Email="new@example.com")
    assert made["CreateAccountStatus"]["AccountId"] not in {each.id for each in seeded.directory.accounts}


@pytest.mark.parametrize("account", [CORE, SOLUTION])
def test_core_may_administer_every_account(seeded: Organisation, account: str) -> None:
    iam = seeded.client("iam", account, "us-east-1")
    role = iam.get_role(RoleName="OrganizationAccountAccessRole")["Role"]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{CORE}:root"}
    attached: list[Any] = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == ["arn:aws:iam::aws:policy/AdministratorAccess"]


def test_accounts_have_their_names_as_aliases(seeded: Organisation) -> None:
    iam = seeded.client("iam", SOLUTION, "us-east-1")
    assert iam.list_account_aliases()["AccountAliases"] == ["web-shop-prod"]


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_security_hub_is_on_everywhere(seeded: Organisation, region: str) -> None:
    hub = seeded.client("securityhub", SOLUTION, region).describe_hub()
    assert hub["HubArn"] == f"arn:aws:securityhub:{region}:{SOLUTION}:hub/default"


def test_findings_are_aggregated_in_cores_home_region(seeded: Organisation) -> None:
    hub = seeded.client("securityhub", CORE, "us-east-1")
    [aggregator] = hub.list_finding_aggregators()["FindingAggregators"]
    assert f":us-east-1:{CORE}:" in aggregator["FindingAggregatorArn"]


def test_seeding_again_changes_nothing(seeded: Organisation) -> None:
    before = seeded.client("organizations", CORE, "us-east-1").list_accounts()["Accounts"]
    seed.install(seeded)
    assert seeded.client("organizations", CORE, "us-east-1").list_accounts()["Accounts"] == before
