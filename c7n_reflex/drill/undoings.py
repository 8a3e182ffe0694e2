"""Takes back, in the end, what scenarios with `expect.undone` had remediated, and looks again.

All by one command, as a person would who finds that a policy was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from c7n_reflex.drill import checks, commands, pool
from c7n_reflex.drill.callers import Callers
from c7n_reflex.drill.calling import CallFailedError
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Command
from c7n_reflex.drill.outcome import Check, Outcome
from c7n_reflex.pipeline.outcome import Outcome as End

Played = tuple[Performance, Outcome]
_SECONDS_TO_QUIET = 120.0
_REASON = "the drill takes it back"


def undo(
    played: Sequence[Played], callers: Callers, progress: Callable[[str, int], Callable[[], None]]
) -> None:
    """Adds a check for each `expect.undone` to the outcomes."""
    asked = [each for each in played if each[0].scenario.expect.undone]
    if not asked:
        return
    able = [each for each in asked if _entries(each[1])]
    done = progress("taking it back", 1)
    if able and not _taken_back(able, callers) and len(able) > 1:
        for each in able:  # each by itself, so that the error is that of its own scenario
            _taken_back([each], callers)
    callers.organisation.wait_idle(_SECONDS_TO_QUIET)
    done()
    found = pool.each(lambda each: checks.undone(each[0], callers), asked)
    for (_, outcome), verdicts in zip(asked, found, strict=True):
        outcome.checks += verdicts


def _entries(outcome: Outcome) -> list[str]:
    return [each.id for each in outcome.outcomes if each.outcome in (End.FIXED, End.ACTED)]


def _taken_back(able: Sequence[Played], callers: Callers) -> bool:
    entries = [entry for _, outcome in able for entry in _entries(outcome)]
    place = able[0][0].scenario.place
    command = Command(("undo", *entries, "--yes", "--reason", _REASON), place)
    try:
        moment = commands.run(command, able[0][0], callers.organisation)
    except CallFailedError as error:
        if len(able) == 1:
            able[0][1].checks.append(Check("undone", "what was done is taken back", False, str(error)))
        return False
    for _, outcome in able:
        outcome.timeline.append(moment)
    return True
