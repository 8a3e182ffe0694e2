"""Where scenarios are played."""

from __future__ import annotations

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill.cast import cast, participants
from c7n_reflex.drill.model import Where
from c7n_reflex.errors import InputError
from tests.drill.examples import scenario


def _names(directory: Directory, number: int | None, *where: Where) -> list[tuple[str, str]]:
    accounts = participants(directory, number)
    return [(p.account.name, p.region) for p in cast([scenario(where=where)], directory, accounts)]


def test_by_number_name_and_id(directory: Directory) -> None:
    where = Where(2), Where("web-shop-prod", "eu-west-1"), Where("200000000010")
    assert _names(directory, None, *where) == [
        ("payments-dev", "us-east-1"),
        ("web-shop-prod", "eu-west-1"),
        ("shared-tooling", "us-east-1"),
    ]


def test_fewer_accounts_take_the_others_parts_once(directory: Directory) -> None:
    where = Where(1), Where(3), Where("web-shop-dev"), Where(5, "eu-west-1")
    assert _names(directory, 2, *where) == [
        ("payments-prod", "us-east-1"),
        ("payments-dev", "us-east-1"),
        ("payments-prod", "eu-west-1"),
    ]


def test_each_performance_has_an_id_of_its_own(directory: Directory) -> None:
    where = Where(1), Where(2), Where(1, "eu-west-1")
    performances = cast([scenario(where=where)], directory, directory.solutions)
    assert len({performance.id for performance in performances}) == 3
    assert performances[0].variables["id"] in performances[0].identifiers
    assert "us-east-1" not in performances[0].identifiers


@pytest.mark.parametrize("number", [0, -1, 11])
def test_refuses_a_number_of_accounts_that_there_is_not(directory: Directory, number: int) -> None:
    with pytest.raises(InputError, match="from 1 to 10"):
        participants(directory, number)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where("payments-pord"), "payments-prod"),
        (Where("core-compliance"), "not a solution account"),
        (Where(1, "ap-south-1"), "has no region 'ap-south-1'"),
    ],
)
def test_refuses_a_place_that_there_is_not(directory: Directory, where: Where, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cast([scenario(where=(where,))], directory, directory.solutions)
