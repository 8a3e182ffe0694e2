"""Changes to a sample event."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring.samples import changed
from c7n_reflex.errors import InputError

EVENT = {"detail": {"name": "a", "port": 22, "on": True, "items": [{"id": "x"}], "nothing": None}}


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ("detail.name=b=c", "name", "b=c"),
        ("detail.name=", "name", ""),
        ("detail.name=123", "name", "123"),
        ("detail.port=443", "port", 443),
        ("detail.port=http", "port", "http"),
        ("detail.on=false", "on", False),
        ("detail.name=null", "name", None),
        ('detail.name="true"', "name", "true"),
        ("detail.name=[1]", "name", [1]),
        ("detail.items.0.id=y", "items", [{"id": "y"}]),
        ("detail.items.0=y", "items", ["y"]),
        ("detail.new.inner=1", "new", {"inner": "1"}),
        ("detail.nothing.inner=1", "nothing", {"inner": "1"}),
    ],
)
def test_changes(change, key, value):
    before = copy.deepcopy(EVENT)
    result = changed(EVENT, [change])["detail"]
    assert (result[key], type(result[key])) == (value, type(value))
    assert {name: item for name, item in result.items() if name != key} == {
        name: item for name, item in EVENT["detail"].items() if name != key
    }
    assert before == EVENT


@pytest.mark.parametrize(
    "change",
    [
        "detail",
        "=x",
        "detail..name=x",
        "detail.name.first=x",
        "detail.items.1.id=x",
        "detail.items.x=1",
        "a={",
    ],
)
def test_what_is_no_change(change):
    with pytest.raises(InputError):
        changed(EVENT, [change])


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1, max_size=4), st.text(alphabet="xyz ="))
def test_what_is_set_is_there(keys, value):
    found = changed({}, [f"{'.'.join(keys)}={value}"])
    for key in keys:
        found = found[key]
    assert found == value
