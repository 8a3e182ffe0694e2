"""In which order things are done, and that what has to be put back is put back."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from c7n_reflex.drill import changes, commands, evidence, play
from c7n_reflex.drill.calling import CallFailedError
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Call, Command, Wait
from c7n_reflex.drill.outcome import Drill, Moment
from tests.drill.examples import PLACE, performance

ATTACK = Call("ec2", "attack", {}, PLACE)
FAILS = Call("ec2", "fails", {}, PLACE)
OBSERVE, ENFORCE = (Command(("switch", position), PLACE) for position in ("observe", "enforce"))


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in order."""
    done: list[str] = []

    def perform(call: Call, *_: Any) -> None:
        done.append(call.operation)
        if call is FAILS:
            raise CallFailedError("it failed", place=PLACE)

    def run(command: Command, *_: Any) -> Moment:
        done.append(" ".join(command.arguments))
        return Moment(1.0, "command", command.arguments[1])

    def describe(*_: Any) -> dict[str, Any]:
        done.append("describe")
        return {performance().account.id: {}}

    monkeypatch.setattr(play, "perform", perform)
    monkeypatch.setattr(commands, "run", run)
    monkeypatch.setattr(changes, "describe", describe)
    monkeypatch.setattr(play, "Callers", _Callers)
    monkeypatch.setattr(_Callers, "done", done)
    monkeypatch.setattr(evidence, "gather", lambda *_: evidence.Evidence([], [], []))
    return done


class _Callers:
    done: ClassVar[list[str]] = []

    def __init__(self, organisation: Any) -> None:
        self.organisation = self

    def prepare(self, *_: Any) -> None:
        pass

    def wait_idle(self, _: float) -> None:
        self.done.append("quiet")


def _play(*performances: Performance) -> Drill:
    return play.play(performances, _Callers(None))  # type: ignore[arg-type]


def test_acts_are_played_one_after_the_other_between_two_descriptions(log: list[str]) -> None:
    second = performance(steps=(OBSERVE, ATTACK, Wait(PLACE)), finally_=(ENFORCE,), act=9)
    drill = _play(second, performance(steps=(FAILS,), act=2))
    assert log == [
        *("quiet", "describe"),
        *("fails", "quiet"),
        *("switch observe", "attack", "quiet", "switch enforce", "quiet"),
        "describe",
    ]
    assert [moment.text for moment in drill.outcomes[0].timeline] == ["observe", "enforce"]


def test_what_has_to_be_put_back_is_put_back_when_a_step_fails(log: list[str]) -> None:
    drill = _play(performance(steps=(OBSERVE, FAILS, ATTACK), finally_=(ENFORCE,)))
    assert log[2:5] == ["switch observe", "fails", "switch enforce"]
    (step,) = [check for check in drill.outcomes[0].checks if check.kind == "step"]
    assert (step.text, step.passed) == ("ec2.fails", False)


def test_and_when_the_drill_breaks_off(log: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> None:
        raise OSError("connection lost")

    monkeypatch.setattr(play, "perform", lost)
    with pytest.raises(OSError, match="connection lost"):
        _play(performance(steps=(OBSERVE, ATTACK), finally_=(ENFORCE,)))
    assert log[-1] == "switch enforce"
