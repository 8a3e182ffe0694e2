"""Words of `--detection`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.deploy.detection import wishes
from c7n_reflex.deploy.detection.wishes import NAMES
from c7n_reflex.errors import InputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("guardduty", {"guardduty": "create"}),
        ("guardduty, macie=off", {"guardduty": "create", "macie": "off"}),
        ("all", dict.fromkeys(NAMES, "create")),
        ("all,macie=off", {**dict.fromkeys(NAMES, "create"), "macie": "off"}),
        ("macie=off,all", dict.fromkeys(NAMES, "create")),
    ],
)
def test_words(text: str, expected: dict[str, str]) -> None:
    assert wishes.parsed(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("gardduty", "did you mean 'guardduty'"),
        ("macie=on", "PART=off"),
        ("macie=", "PART=off"),
        ("", "parts: all, recorder"),
        ("macie,,guardduty", "no part ''"),
        ("zzzz", "parts: all, recorder"),
    ],
)
def test_other_words_are_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        wishes.parsed(text)


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["create", "off"]), min_size=1))
def test_what_is_written_is_what_is_read(wanted: dict[str, str]) -> None:
    text = ",".join(name if value == "create" else f"{name}=off" for name, value in wanted.items())
    assert wishes.parsed(text) == wanted


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = wishes.parsed(text)
    except InputError:
        return
    assert set(found) <= set(NAMES) and set(found.values()) <= {"create", "off"}


def test_a_recorder_needs_a_bucket() -> None:
    with pytest.raises(InputError, match="--config-bucket"):
        wishes.check({"recorder": "create"}, "")
    wishes.check({"recorder": "create"}, "logs")
    wishes.check({"recorder": "off", "macie": "create"}, "")
