"""What is said to be impossible, or opposite, is so for Custodian's own filter."""

from __future__ import annotations

import pytest
from c7n.filters.core import ValueFilter
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.lint.elements import Filter
from c7n_reflex.authoring.lint.valuetests import (
    SPECIAL,
    always,
    comparison,
    complementary,
    identity,
    impossible,
    never,
)

VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.booleans())
LISTS = st.lists(VALUES, max_size=2)
OPS = st.sampled_from(["eq", "equal", "ne", "gt", "ge", "gte", "lt", "le", "glob", None])
FIELDS = [None, 0, 1, 2, 3, 4, 1.5, "", "a", "b", "c", True, False, [], ["a"], {}]


def compared(op, value):
    data = {"type": "value", "key": "k", "value": value}
    return data | {"op": op} if op else data


FILTERS = st.one_of(
    st.builds(compared, OPS, st.one_of(VALUES, st.sampled_from(SPECIAL))),
    st.builds(compared, st.sampled_from(["in", "not-in", "ni"]), LISTS),
)


def leaf(data):
    return Filter(("filters", 0), "value", data)


def passing(data):
    """The fields that Custodian's filter lets through."""
    found = ValueFilter(data)
    found.annotate = False
    return [index for index, field in enumerate(FIELDS) if found({"k": field} if field is not None else {})]


@settings(max_examples=50)
@given(FILTERS, FILTERS)
def test_impossible_and_complementary_hold_for_custodian(one, other):
    first, second = comparison(leaf(one)), comparison(leaf(other))
    if first and second and impossible(first, second):
        assert not set(passing(one)) & set(passing(other))
    if complementary(leaf(one), leaf(other)):
        assert sorted(passing(one) + passing(other)) == list(range(len(FIELDS)))


@settings(max_examples=50)
@given(FILTERS)
def test_always_and_never_hold_for_custodian(data):
    test = comparison(leaf(data))
    if test and always(test):
        assert len(passing(data)) == len(FIELDS)
    if test and never(test):
        assert not passing(data)


@settings(max_examples=50)
@given(FILTERS, FILTERS)
def test_filters_of_one_identity_do_the_same(one, other):
    if identity(leaf(one)) == identity(leaf(other)):
        assert passing(one) == passing(other)


def said(one, other):
    return impossible(comparison(leaf(one)), comparison(leaf(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"k": "a"}, {"k": "b"}),
        ({"k": "absent"}, {"k": "present"}),
        ({"k": "absent"}, {"k": "a"}),
        ({"k": "empty"}, {"k": "not-null"}),
        ({"k": "a"}, compared("in", ["b"])),
        ({"k": "a"}, compared("not-in", ["a"])),
        (compared("in", ["a"]), compared("in", ["b"])),
        (compared("gt", 5), compared("lt", 3)),
        (compared("gt", 5), compared("le", 5)),
        ({"k": 2}, compared("gt", 2)),
    ],
)
def test_what_is_found(one, other):
    assert said(one, other)
    assert said(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"k": "a"}, {"other": "b"}),
        ({"k": "absent"}, {"k": "empty"}),
        ({"k": "a"}, compared("in", ["a", "b"])),
        (compared("ge", 5), compared("le", 5)),
        (compared("glob", "a*"), compared("glob", "b*")),
        ({"k": "a"}, compared("gt", 2)),
    ],
)
def test_what_is_not_certain_is_not_said(one, other):
    assert not said(one, other)


def test_what_is_converted_or_looked_up_is_no_comparison():
    assert comparison(leaf({"type": "value", "key": "k", "value": 1, "value_type": "age"})) is None
    assert comparison(Filter((), "image", {"type": "image", "key": "k", "value": 1})) is None
    assert comparison(leaf(compared("gt", "absent"))) is None
    assert not complementary(leaf(compared("glob", "a*")), Filter((), "topic", {"type": "topic", "key": "k"}))
    assert not complementary(Filter((), "image", {"type": "image"}), Filter((), "ebs", {"type": "ebs"}))
