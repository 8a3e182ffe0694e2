"""`all` regions: resolved late, by the account itself, and only where they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.accountfile import regions
from c7n_reflex.accounts import Account, Directory
from c7n_reflex.errors import ReflexError
from tests.deploy import accounts_for_tests


class Connect:
    """Answers DescribeRegions, and remembers who was asked where."""

    def __init__(self, refused: bool = False) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self._refused = refused

    def __call__(self, service: str, account: Account, region: str) -> Any:
        self.asked.append((service, account.id, region))
        return self

    def describe_regions(self) -> dict[str, Any]:
        if self._refused:
            raise ClientError(
                {"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}, "DescribeRegions"
            )
        return {"Regions": [{"RegionName": name} for name in ("us-east-1", "eu-west-1", "ap-south-1")]}


@pytest.fixture
def directory() -> Directory:
    """Core with named regions, one account with all, one with eu-west-1 before all."""
    core, first, second = accounts_for_tests.directory(2).accounts
    every, mixed = replace(first, regions=("all",)), replace(second, regions=("eu-west-1", "all"))
    return replace(accounts_for_tests.directory(2), accounts=(core, every, mixed))


def test_named_regions_come_first_and_nobody_is_asked_in_vain(directory: Directory) -> None:
    connect = Connect()
    found = regions.resolved(directory, connect)
    assert found.accounts[0] == directory.accounts[0]
    assert found.accounts[1].regions == ("ap-south-1", "eu-west-1", "us-east-1")
    assert found.accounts[2].regions == ("eu-west-1", "ap-south-1", "us-east-1")
    asked = [("ec2", directory.accounts[1].id, "us-east-1"), ("ec2", directory.accounts[2].id, "eu-west-1")]
    assert sorted(connect.asked) == asked


def test_only_chosen_accounts_are_asked(directory: Directory) -> None:
    connect = Connect()
    assert regions.resolved(directory, connect, directory.accounts[:1]) == directory
    assert connect.asked == []


def test_a_refusal_is_no_empty_list(directory: Directory) -> None:
    with pytest.raises(ReflexError, match="solution-2: cannot list the regions") as raised:
        regions.resolved(directory, Connect(refused=True))
    assert "ec2:DescribeRegions" in raised.value.remedy
