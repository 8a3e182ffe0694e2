"""Every lint is where its name says, and can be found by id, by the beginning of ids, and by name."""

from __future__ import annotations

import re

import pytest

from c7n_reflex.authoring.lint import registry
from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.errors import InputError

LINTS = registry.all_lints()


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.name)
def test_is_named_like_its_file_and_says_all_that_its_page_needs(lint):
    module = type(lint).__module__.rpartition(".")[2]
    assert module == lint.name.replace("-", "_")
    assert re.fullmatch("[EWI][0-6][0-9]{2}", lint.id)
    for text in (lint.title, lint.why):
        assert text.endswith((".", "?"))
    assert lint.avoid != lint.prefer or lint.avoid_files != lint.prefer_files
    assert lint.source


def test_numbers_are_unique_whatever_the_letter():
    numbers = [lint.id[1:] for lint in LINTS]
    assert numbers == sorted(set(numbers))


def test_severity_follows_from_the_letter():
    assert registry.by_id("E101").severity is Severity.ERROR
    assert registry.by_id("W108").severity is Severity.WARNING
    assert registry.by_id("I107").severity is Severity.INFO


def ids(*named, ignore=()):
    return [lint.id for lint in registry.selected(named, ignore)]


def test_selecting():
    assert ids("E101") == ids("unknown-event") == ids("e101") == ["E101"]
    assert {"E101", "E102"} < set(ids("E1"))
    assert not [lint_id for lint_id in ids("E1") if not lint_id.startswith("E1")]
    assert ids() == [lint.id for lint in LINTS]
    assert "E101" not in ids("E1", ignore=["unknown-event"])
    assert ids("E101", ignore=["E1"]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("E999", "no lint 'E999'"), ("unknown-evnt", "did you mean 'unknown-event'?"), ("", "")],
)
def test_what_no_lint_is_called_is_an_error(name, said):
    with pytest.raises(InputError) as caught:
        registry.selected([name])
    assert said in str(caught.value)
