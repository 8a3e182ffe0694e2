"""States compared."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.operator.states import canonical, difference, same

trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": [1, 2], "b": None}, {"b": None, "a": [2, 1]}),
        ({"policy": '{"a": 1, "b": [1, 2]}'}, {"policy": '{"b":[2,1],"a":1}'}),
        ({"a": 1, "UserData": "x"}, {"a": 1}),
        (None, None),
    ],
)
def test_the_same(one, other):
    assert same(one, other)
    assert difference(one, other) == []


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"a": [1, 2]}, {"a": [1]}, ["- a[]: 2"]),
        ({"a": [1]}, {"a": [1, 1]}, ["+ a[]: 1"]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3, "c": 2}}, ["- a.b: 1", "+ a.b: 3"]),
        ({"policy": '{"Statement": []}'}, {"policy": None}, ["- policy.Statement: []", "+ policy: null"]),
        ({"a": []}, None, ["- a: []", "+ resource: null"]),
        ({"a": True}, {"a": 1}, ["- a: true", "+ a: 1"]),
        ({"a.b": 1}, {"a": {"b": 1}}, ['- {"a.b": 1}', '+ {"a": {"b": 1}}']),
        ({"a": "1"}, {"a": 1}, ['- a: "1"', "+ a: 1"]),
    ],
)
def test_the_difference(before, after, lines):
    assert not same(before, after)
    assert difference(before, after) == lines


@settings(deadline=None)
@given(trees)
def test_every_state_is_the_same_as_what_the_ledger_gives_back(state):
    assert same(state, json.loads(json.dumps(state)))
    assert canonical(canonical(state)) == canonical(state)


@settings(deadline=None)
@given(trees, trees)
def test_whatever_is_not_the_same_has_a_difference_to_show(one, other):
    assert bool(difference(one, other)) is not same(one, other)
