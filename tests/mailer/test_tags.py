"""Tags in all the shapes in which AWS's services have them."""

from __future__ import annotations

from typing import Any

import pytest

from mailer import tags


@pytest.mark.parametrize(
    "resource",
    [
        {"Tags": [{"Key": "Owner", "Value": "ann"}]},
        {"tags": [{"key": "Owner", "value": "ann"}]},
        {"Tags": [{"TagKey": "Owner", "TagValue": "ann"}]},
        {"TagList": [{"Key": "Owner", "Value": "ann"}]},
        {"Tags": {"Owner": "ann"}},
        {"tags": {"Owner": " ann "}},
        {"labels": {"Owner": "ann"}},
        {"Tags": [], "tags": {"Owner": "ann"}},
    ],
)
def test_a_tag_is_found(resource: dict[str, Any]) -> None:
    assert tags.values_of(resource, ["Team", "Owner"]) == ["ann"]


def test_the_first_of_several_with_one_key_counts() -> None:
    assert tags.tags_of({"Tags": [{"Key": "Owner", "Value": "ann"}], "tags": {"Owner": "eve"}}) == {
        "Owner": "ann"
    }


@pytest.mark.parametrize(
    "resource",
    [
        {},
        None,
        "igw-1",
        {"Tags": None},
        {"Tags": ["Owner"]},
        {"Tags": [{"Key": "owner", "Value": "ann"}]},
        {"Tags": [{"Key": "Owner"}]},
        {"Tags": [{"Key": "Owner", "Value": " "}]},
        {"Tags": [{"Key": "Owner", "Value": {"x": 1}}]},
        {"Tags": 7},
    ],
)
def test_no_tag_is_no_error(resource: Any) -> None:
    assert tags.values_of(resource, ["Owner"]) == []
