"""Changes of the data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from c7n_reflex.authoring.mutation.changes import (
    Change,
    Gather,
    Negate,
    Remove,
    Rename,
    Replace,
    Unwrap,
    applied,
)

DATA: dict[str, Any] = {"filters": [{"or": ["a", "b"], "x": 1}, {"not": ["c"]}], "mode": {"k": 1}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Remove(("filters", 0, "or", 0)), [{"or": ["b"], "x": 1}, {"not": ["c"]}]),
        (Replace(("filters", 0, "x"), 2), [{"or": ["a", "b"], "x": 2}, {"not": ["c"]}]),
        (Rename(("filters", 0, "or"), "and"), [{"and": ["a", "b"], "x": 1}, {"not": ["c"]}]),
        (Negate(("filters", 0, "or", 1)), [{"or": ["a", {"not": ["b"]}], "x": 1}, {"not": ["c"]}]),
        (Unwrap(("filters", 1)), [{"or": ["a", "b"], "x": 1}, "c"]),
        (Gather(("filters",), "or"), [{"or": [{"or": ["a", "b"], "x": 1}, {"not": ["c"]}]}]),
    ],
)
def test_a_change_does_this_and_leaves_the_original_alone(change: Change, expected: Any) -> None:
    before = copy.deepcopy(DATA)
    assert applied(DATA, change) == {**DATA, "filters": expected}
    assert before == DATA


def test_renaming_keeps_the_order_of_keys() -> None:
    assert list(applied(DATA, Rename(("filters", 0, "or"), "and"))["filters"][0]) == ["and", "x"]


@pytest.mark.parametrize("key", [("filters", 9), ("nothing",), ("mode", "k", "deeper")])
def test_a_key_that_is_not_there_is_refused(key: tuple[Any, ...]) -> None:
    with pytest.raises((LookupError, TypeError)):
        applied(DATA, Remove(key))
