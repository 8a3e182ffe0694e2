"""-k expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.cases.selection import selects
from c7n_reflex.errors import InputError

NAME = "security-group-open::SSH from 10.0.0.0/8 is (left) alone"


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("ssh", True),
        ("telnet", False),
        ("not telnet", True),
        ("security-group and ssh", True),
        ("security-group and telnet", False),
        ("telnet or ssh", True),
        ("not (telnet or ssh)", False),
        ("not not ssh", True),
        ("ssh and not telnet or nothing", True),
        ("telnet and nothing or ssh", True),
        ("telnet and (nothing or ssh)", False),
        ("ssh from", True),
        ("from ssh", False),
        ("'(left)'", True),
        ('"ssh from 10.0.0.0/8" and "::"', True),
        ("SSH AND NOT telnet", True),
    ],
)
def test_words_are_joined_as_pytest_joins_them(expression: str, meant: bool) -> None:
    assert selects(expression)(NAME) is meant


@pytest.mark.parametrize(
    "expression", ["", "and", "a and", "or b", "not", "(a", "a)", "a not b", '"a', "()", "a and or b"]
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(InputError, match="-k"):
        selects(expression)


EXPRESSIONS = st.recursive(
    st.sampled_from(["aa", "bb", "cc"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        inner.map(lambda x: f"not {x}"),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.sets(st.sampled_from(["aa", "bb", "cc"])))
def test_an_expression_means_what_python_makes_of_it(expression: str, words: set[str]) -> None:
    expected = eval(expression, {}, {word: word in words for word in ("aa", "bb", "cc")})
    assert selects(expression)("::".join(sorted(words))) is expected
