"""What differs between two states."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.difference import difference, state

ANY = st.text(st.characters(codec=None), max_size=20)
STATES = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(ANY, some, max_size=3),
    max_leaves=8,
)


def lines(before: Any, after: Any) -> list[str]:
    return [f"{each.sign} {each.text}" for each in difference(before, after)]


def test_only_what_differs_is_shown() -> None:
    before = {"flags": {"a": True, "b": True}, "name": "x"}
    assert lines(before, {"flags": {"a": True, "b": False}, "name": "x"}) == [
        "- flags.b: true",
        "+ flags.b: false",
    ]
    assert lines(before, before) == []


def test_the_order_of_a_list_does_not_count() -> None:
    assert lines({"vpcs": ["a", "b"]}, {"vpcs": ["b", "a"]}) == []
    assert lines({"vpcs": ["a", "b"]}, {"vpcs": ["b"]}) == ['- vpcs[]: "a"']
    assert lines({"vpcs": ["a", "a"]}, {"vpcs": ["a"]}) == ['- vpcs[]: "a"']


def test_nothing_left_is_all_that_was_there() -> None:
    assert lines({"vpcs": ["a"]}, None) == ['- vpcs[]: "a"']
    assert lines(None, {"vpcs": []}) == ["+ vpcs: []"]


def test_a_long_item_is_on_several_lines_each_with_its_sign() -> None:
    statement = {"Sid": "Everyone", "Resource": "x" * 90}
    shown = lines({"policy": json.dumps({"Statement": [statement]})}, {"policy": '{"Statement": []}'})
    assert shown[0] == "- policy.Statement[]: {"
    assert shown[1] == f'-   "Resource": "{"x" * 90}",'
    assert shown[2:] == ['-   "Sid": "Everyone"', "- }", "+ policy.Statement: []"]


def test_a_state_by_itself_has_no_signs() -> None:
    assert [(each.sign, each.text) for each in state({"a": 1})] == [("", "a: 1")]
    assert state(None) == ()


def test_what_is_too_long_is_cut_and_says_so() -> None:
    many = difference({"a": list(range(100))}, {"a": []})
    assert len(many) == 41
    assert "the ledger has all" in many[-1].text
    [long] = state({"a": "x" * 1000})
    assert len(long.text) < 500
    assert "the ledger has all" in long.text


@settings(deadline=None)
@given(STATES, STATES)
def test_any_two_states_can_be_shown_on_lines_that_hide_nothing(before: Any, after: Any) -> None:
    shown = difference(before, after)
    assert all(each.text.isprintable() and each.sign in ("-", "+", "") for each in shown)


@settings(deadline=None)
@given(STATES)
def test_the_same_state_does_not_differ(value: Any) -> None:
    assert difference(value, json.loads(json.dumps(value))) == ()
