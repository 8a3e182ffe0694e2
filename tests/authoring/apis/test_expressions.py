"""Which fields an expression reads."""

from __future__ import annotations

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.apis import paths_of


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("a.b", ["a.b"]),
        ("a.b || c.d[0].e", ["a.b", "c.d.e"]),
        ("a.items[].b.items[].c", ["a.items.b.items.c"]),
        ("a[?b=='x' && c].d | [0]", ["a.b", "a.c", "a.d"]),
        ("[a, b.c]", ["a", "b.c"]),
        ("{x: a, y: b}.x", ["a.x", "b.x"]),
        ("a.*.b", ["a.*.b"]),
        ("a[1:2].b", ["a.b"]),
        ("a && b", ["a", "b"]),
        ("!a", ["a"]),
        ("sort_by(a, &b)[0].c", ["a.b", "a.c"]),
        ("join(',', a[*].b)", ["a.b"]),
        ("split(a).b", ["a"]),
        ('"a-b"."c.d"', ["a-b.c.d"]),
        ("a.b || a.b", ["a.b"]),
        ("@", []),
        ("`1`", []),
    ],
)
def test_paths(expression, paths):
    if expression.startswith("split"):  # no function of JMESPath's; of another it reads as much
        expression = expression.replace("split", "to_string")
    assert paths_of(expression) == paths


def test_what_is_no_expression():
    with pytest.raises(jmespath.exceptions.JMESPathError):
        paths_of("a.[")


NAMES = st.text(alphabet="abc", min_size=1, max_size=3)


@given(
    st.lists(NAMES, min_size=1, max_size=4),
    st.lists(st.sampled_from(["", "[]", "[0]", "[*]", "[?x]"]), min_size=4),
)
def test_brackets_change_nothing(names, brackets):
    expression = ".".join(name + bracket for name, bracket in zip(names, brackets, strict=False))
    assert ".".join(names) in paths_of(expression)
