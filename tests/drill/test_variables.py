"""`${name}`: what is found and what it is replaced by."""

from __future__ import annotations

import pytest

from c7n_reflex.drill import variables


def test_a_lone_variable_keeps_its_type_and_others_become_text() -> None:
    known = {"rules": [1, 2], "id": "drill1"}
    filled = variables.fill({"a-${id}": ["${rules}", "x-${id}-${rules}", 7]}, known)
    assert filled == {"a-drill1": [[1, 2], "x-drill1-[1, 2]", 7]}


def test_finds_names_at_any_depth_and_leaves_other_dollars_alone() -> None:
    assert set(variables.used({"${a}": [("x${b}y",)], "c": "$c ${}"})) == {"a", "b"}


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        variables.fill("${missing}", {})
