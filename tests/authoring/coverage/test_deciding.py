"""Which leaves decide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.coverage.deciding import decisive
from c7n_reflex.authoring.filtertree import joined
from c7n_reflex.authoring.trace import FilterNode


def leaf(path: str, holds: bool | None) -> FilterNode:
    return FilterNode(path, "value", holds)


def either(*children: FilterNode) -> FilterNode:
    holds = any(child.holds for child in children)
    return FilterNode("or", "or", holds, children=children)


def test_all_leaves_of_an_and_that_holds() -> None:
    assert set(decisive([leaf("a", True), leaf("b", True)])) == {"a", "b"}


def test_only_the_one_that_does_not_hold() -> None:
    assert set(decisive([leaf("a", False), leaf("b", True)])) == {"a"}


def test_none_of_two_that_do_not_hold() -> None:
    assert not set(decisive([leaf("a", False), leaf("b", False)]))


def test_none_of_an_or_that_holds_twice() -> None:
    assert not set(decisive([either(leaf("a", True), leaf("b", True))]))
    assert set(decisive([either(leaf("a", True), leaf("b", False))])) == {"a"}


def test_within_a_not() -> None:
    tree = FilterNode("n", "not", False, children=(leaf("a", True), leaf("b", True)))
    assert set(decisive([tree])) == {"a", "b"}


def test_nothing_decides_what_is_unknown() -> None:
    assert not set(decisive([leaf("a", None), leaf("b", True)]))


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_a_leaf_of_a_flat_and_decides_if_all_others_hold(values: list[bool]) -> None:
    nodes = [leaf(str(n), value) for n, value in enumerate(values)]
    expected = {str(n) for n in range(len(values)) if all(values[:n] + values[n + 1 :])}
    assert set(decisive(nodes)) == expected
    assert joined(nodes) is all(values)
