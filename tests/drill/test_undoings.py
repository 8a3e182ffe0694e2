"""What scenarios with `expect.undone` had remediated is taken back, and looked at again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from c7n_reflex.drill import checks, commands, undoings
from c7n_reflex.drill.calling import CallFailedError
from c7n_reflex.drill.model import Call, Command, Expectation, StateCheck
from c7n_reflex.drill.outcome import Check, Moment, Outcome, Recorded
from c7n_reflex.drill.play import silent
from tests.drill.examples import PLACE, performance

STATE = StateCheck(Call("ec2", "describe_vpcs", {}, PLACE), "Vpcs", [])


class _Callers:
    def __init__(self) -> None:
        self.organisation = self

    def wait_idle(self, _: float) -> None:
        """Nothing is under way."""


def played(*entries: tuple[str, str], undone: tuple[StateCheck, ...] = (STATE,)) -> undoings.Played:
    made = performance()
    scenario = replace(made.scenario, expect=Expectation(undone=undone))
    outcome = Outcome("id", "s", "t", "d", "p", "a", "n", "r")
    outcome.outcomes = [Recorded(identity, "p", "x", end) for identity, end in entries]
    return replace(made, scenario=scenario), outcome


@pytest.fixture
def commanded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The ids of each command; "bad" makes one fail."""
    made: list[tuple[str, ...]] = []

    def run(command: Command, *_: Any) -> Moment:
        made.append(command.arguments[1:-3])
        if "bad" in command.arguments:
            raise CallFailedError("it moved on", place=PLACE)
        return Moment(1.0, "command", "undo")

    monkeypatch.setattr(commands, "run", run)
    monkeypatch.setattr(checks, "undone", lambda *_: [Check("undone", "state", True)])
    return made


def undo(*all_played: undoings.Played) -> None:
    undoings.undo(all_played, _Callers(), silent)  # type: ignore[arg-type]


def test_all_is_taken_back_by_one_command_and_looked_at(commanded: list[tuple[str, ...]]) -> None:
    first, second = played(("one", "fixed"), ("not", "told")), played(("two", "acted"))
    undo(first, second)
    assert commanded == [("one", "two")]
    assert [[each.passed for each in outcome.checks] for _, outcome in (first, second)] == [[True], [True]]


def test_what_cannot_be_taken_back_fails_its_own_scenario_only(commanded: list[tuple[str, ...]]) -> None:
    good, bad = played(("one", "fixed")), played(("bad", "fixed"))
    undo(good, bad)
    assert commanded == [("one", "bad"), ("one",), ("bad",)]
    assert [each.passed for each in good[1].checks] == [True]
    assert [(each.passed, each.found[-11:]) for each in bad[1].checks] == [(False, "it moved on"), (True, "")]


def test_one_alone_is_not_tried_twice(commanded: list[tuple[str, ...]]) -> None:
    bad = played(("bad", "fixed"))
    undo(bad)
    assert commanded == [("bad",)]
    assert [each.passed for each in bad[1].checks] == [False, True]


def test_who_does_not_ask_is_left_as_it_is(commanded: list[tuple[str, ...]]) -> None:
    quiet = played(("one", "fixed"), undone=())
    undo(quiet)
    assert (commanded, quiet[1].checks) == ([], [])
