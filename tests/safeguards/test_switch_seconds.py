"""For how long a function believes the switch: a minute, or shorter if the environment says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.safeguards.switch import SECONDS_VARIABLE, Switch, good_seconds
from tests.safeguards.test_switch import Clock, Parameter


def _reads(after: float) -> int:
    """How often the parameter is read by two questions so many seconds apart."""
    parameter, clock = Parameter("enforce"), Clock()
    switch = Switch(parameter, clock)
    switch.value()
    clock.now += after
    switch.value()
    return parameter.reads


@pytest.mark.parametrize(
    ("seconds", "after", "reads"), [("0", 0, 2), ("5", 4.9, 1), ("5", 5, 2), ("", 59, 1)]
)
def test_the_environment_shortens_it(
    monkeypatch: pytest.MonkeyPatch, seconds: str, after: float, reads: int
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, seconds)
    assert _reads(after) == reads


@pytest.mark.parametrize(
    "text", ["61", "60.1", "-1", "nan", "inf", "1e1", "a minute", "999", "1_0", " 5", "5\n"]
)
def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, text)
    with pytest.raises(ValueError, match="from 0 to 60"):
        Switch(Parameter("enforce"))


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
    | st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,4})?", fullmatch=True)
)
def test_nothing_makes_it_slower_than_a_minute(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SECONDS_VARIABLE, text)
        try:
            assert 0 <= good_seconds() <= 60
        except ValueError as error:
            assert repr(text) in str(error)
