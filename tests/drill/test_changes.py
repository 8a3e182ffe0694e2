"""Whose doing a difference is, and whether it was to be."""

from __future__ import annotations

from typing import Any

from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.changes import Changes
from c7n_reflex.drill.model import AllowedChange, Expectation
from c7n_reflex.drill.outcome import Check
from c7n_reflex.organisation.snapshot.normalising import Keyed
from tests.drill.examples import performance

ONE, OTHER = "sg-1111111111111111", "sg-2222222222222222"


def _played(group: str, *changes: AllowedChange, number: int = 1) -> Performance:
    return performance(number, group, expect=Expectation(changes=changes))


def _changes(played: list[Performance], before: dict[str, Any], after: dict[str, Any]) -> Changes:
    return Changes(played, {played[0].account.id: before}, {played[0].account.id: after})


def _failures(checks: list[Check]) -> list[str]:
    return [check.text for check in checks if not check.passed]


def _state(one: int, other: int) -> dict[str, Any]:
    return {"us-east-1": {"ec2": {"SecurityGroups": {ONE: {"Rules": one}, OTHER: {"Rules": other}}}}}


def test_nothing_may_differ_that_is_not_allowed() -> None:
    played = _played(ONE)
    assert _failures(_changes([played], _state(1, 1), _state(1, 1)).checks(played)) == []
    changed = _changes([played], _state(1, 1), _state(2, 1))
    (failed,) = [check for check in changed.checks(played) if not check.passed]
    assert f"{ONE}" in failed.found
    assert "1 -> 2" in failed.found
    assert changed.unexplained() == []


def test_an_allowed_difference_must_happen_unless_it_is_optional() -> None:
    pattern = "us-east-1/ec2/*${group}*.Rules"
    strict, lenient = AllowedChange(pattern), AllowedChange(pattern, optional=True)
    played = _played(ONE, strict)
    assert _failures(_changes([played], _state(1, 1), _state(2, 1)).checks(played)) == []
    assert len(_failures(_changes([played], _state(1, 1), _state(1, 1)).checks(played))) == 1
    relaxed = _played(ONE, lenient)
    assert _failures(_changes([relaxed], _state(1, 1), _state(1, 1)).checks(relaxed)) == []


def test_each_scenario_answers_for_its_own_resource() -> None:
    first, second = _played(ONE), _played(OTHER)
    found = _changes([first, second], _state(1, 1), _state(1, 2))
    assert _failures(found.checks(first)) == []
    assert len(_failures(found.checks(second))) == 1


def test_a_difference_of_nobodys_resource_is_unexplained() -> None:
    found = _changes([_played("sg-another-0000000")], _state(1, 1), _state(1, 2))
    assert len(found.unexplained()) == 1
    assert OTHER in found.unexplained()[0]


def test_a_new_resource_belongs_to_the_one_that_its_attributes_name() -> None:
    played = _played(ONE)
    before, after = _state(1, 1), _state(1, 1)
    after["us-east-1"]["ec2"]["SecurityGroups"]["sg-new"] = {"For": ONE}
    found = _changes([played], before, after)
    assert found.unexplained() == []
    assert len(_failures(found.checks(played))) == 1


def test_brackets_in_a_pattern_stand_for_themselves() -> None:
    before, after = ({"us-east-1": {"ec2": {"Groups": Keyed({ONE: {"Rules": n}})}}} for n in (1, 2))
    right, wrong = "us-east-1/ec2/Groups[${group}].Rules", "us-east-1/ec2/Groups[sg].Rules"
    assert _failures(_changes([p := _played(ONE, AllowedChange(right))], before, after).checks(p)) == []
    assert len(_failures(_changes([p := _played(ONE, AllowedChange(wrong))], before, after).checks(p))) == 2
