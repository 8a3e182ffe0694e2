"""A remediation's record as a notice shows it."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.change import Change, changes_of
from mailer.difference import Line
from tests.mailer.messages import RECORD


def change(**changes: Any) -> Change:
    [made] = changes_of({"resources": [{"c7n-reflex:remediations": [{**RECORD, **changes}]}]})
    return made


def test_a_record_in_full() -> None:
    assert change() == Change(
        record="0123abcd",
        resource="igw-1",
        resource_type="aws.internet-gateway",
        action="detach",
        outcome="changed",
        summary="Detached igw-1 from vpc-2.",
        before=change().before,
        after=change().after,
        name="igw-1",
        difference=(Line("-", 'attachments[]: "vpc-2"'), Line("+", "attachments: []")),
        states=({"attachments": ["vpc-2"]}, {"attachments": []}),
    )
    assert '"vpc-2"' in change().before
    assert '"vpc-2"' not in change().after


def test_only_what_was_changed_and_says_how_can_be_undone() -> None:
    assert change(undo={}).undoable
    assert not change(undo=None).undoable
    assert not change(undo={}, outcome="failed").undoable
    assert not change(undo={}, outcome="planned").undoable


@pytest.mark.parametrize(
    ("outcome", "after"), [("changed", "nothing"), ("failed", ""), ("planned", ""), ("unchanged", "")]
)
def test_only_after_a_change_is_nothing_left(outcome: str, after: str) -> None:
    assert change(outcome=outcome, after=None).after == after
    assert change(outcome=outcome, after={}).after == "{}"


def test_where_it_is_not_known_what_becomes_of_it_the_state_before_is_shown() -> None:
    failed = change(outcome="failed", after=None)
    assert not failed.after_known
    assert failed.difference == (Line("", 'attachments[]: "vpc-2"'),)
    planned = change(outcome="planned")
    assert planned.after_known
    assert [each.sign for each in planned.difference] == ["-", "+"]


def test_only_a_plan_is_planned() -> None:
    assert change(outcome="planned").planned
    assert not change().planned


def test_a_record_that_says_nothing_is_shown_too() -> None:
    [made] = changes_of({"remediations": [{}]})
    assert (made.outcome, made.before, made.after, made.resource) == ("unknown", "nothing", "", "")
