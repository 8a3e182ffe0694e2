"""Patches of events."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring.cases.patching import DELETE, patched, steps
from c7n_reflex.errors import InputError

EVENT: dict[str, Any] = {
    "detail": {"groupId": "sg-1", "items": [{"cidr": "0.0.0.0/0"}], "a.b": {"c": 1}, "none": None}
}


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("detail.groupId", "sg-2", lambda event: event["detail"]["groupId"] == "sg-2"),
        ("detail.groupId", None, lambda event: event["detail"]["groupId"] is None),
        ("detail.errorCode", "Denied", lambda event: event["detail"]["errorCode"] == "Denied"),
        (
            "detail.items[0].cidr",
            "10.0.0.0/8",
            lambda event: event["detail"]["items"][0]["cidr"] == "10.0.0.0/8",
        ),
        ("detail.items[1]", {"cidr": "x"}, lambda event: len(event["detail"]["items"]) == 2),
        ('detail["a.b"].c', 2, lambda event: event["detail"]["a.b"]["c"] == 2),
        ("detail.groupId", DELETE, lambda event: "groupId" not in event["detail"]),
        ("detail.items[0]", DELETE, lambda event: event["detail"]["items"] == []),
    ],
)
def test_a_patch_sets_adds_and_removes(path: str, value: Any, found: Any) -> None:
    before = copy.deepcopy(EVENT)
    assert found(patched(EVENT, {path: value}))
    assert before == EVENT  # samples are shared


@pytest.mark.parametrize(
    ("path", "value", "said", "remedy"),
    [
        ("details.groupId", "x", "no 'details', in 'details.groupId'", "did you mean 'detail'?"),
        ("detail.groupid", "x", "no 'detail.groupid'", "did you mean 'groupId'?"),
        ("detail.group_id", "x", "no 'detail.group_id'", "did you mean 'groupId'?"),
        ("detail.groupIdd", DELETE, "no 'detail.groupIdd'", "did you mean 'groupId'?"),
        ("detail.items[1].cidr", "x", "no 'detail.items[1]'", "list of 1"),
        ("detail.items[2]", "x", "no 'detail.items[2]'", "list of 1"),
        ("detail.items.cidr", "x", "no 'detail.items.cidr'", "list of 1"),
        ("detail[0]", "x", "no 'detail[0]'", "there is: groupId"),
        ("detail.none.x", "x", "no 'detail.none.x'", "what holds it is None"),
        ("", "x", "path is empty", "detail.eventName"),
        (".detail", "x", "is no path", "write it as"),
        ("detail.", "x", "is no path", "write it as"),
        ("detail.items[x]", "x", "is no path", "write it as"),
    ],
)
def test_a_slip_in_a_path_is_told_with_what_was_meant(path: str, value: Any, said: str, remedy: str) -> None:
    with pytest.raises(InputError) as raised:
        patched(EVENT, {path: value})
    assert said in raised.value.message
    assert remedy in raised.value.remedy


NAMES = st.text(st.characters(exclude_characters='".[]', exclude_categories=["Cs"]), min_size=1, max_size=5)
STEPS = st.lists(st.one_of(NAMES, st.integers(0, 3)), min_size=1, max_size=5)


@given(STEPS)
def test_a_path_is_read_as_it_is_written(path: list[str | int]) -> None:
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    assert steps(written) == path
    quoted = "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)
    assert steps(quoted) == path


@settings(max_examples=50)
@given(
    st.dictionaries(
        NAMES, st.recursive(st.integers(), lambda inner: st.dictionaries(NAMES, inner, max_size=3))
    ),
    STEPS,
)
def test_a_patch_is_applied_or_refused_and_leaves_the_rest(
    event: dict[str, Any], path: list[str | int]
) -> None:
    written = "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)
    try:
        result = patched(event, {written: "new"})
    except InputError:
        return
    found: Any = result
    for step in path:
        found = found[step]
    assert found == "new"
    assert {key: value for key, value in result.items() if key != path[0]} == {
        key: value for key, value in event.items() if key != path[0]
    }
