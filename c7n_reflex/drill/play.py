"""Plays scenarios: what is given, the state before, the attack, quiet, the state after, and the verdict.

All performances of an act are attacked together, as an organisation is attacked in many places at once, and
acts one after the other. Everything is set up before the first act and judged after the last, so that the
description of an account before and after holds the traces of all that was played there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.drill import changes, checks, commands, evidence, messages, pool, traces, undoings
from c7n_reflex.drill.callers import Callers
from c7n_reflex.drill.calling import ATTACK_MARK, GIVEN_MARK, CallFailedError, perform
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Command, Step, Wait
from c7n_reflex.drill.outcome import Check, Drill, Moment, Outcome
from c7n_reflex.organisation.client import OrganisationClient

SECONDS_TO_QUIET = 120.0

# (what is being done, how many steps of it there are) -> a function to call after each step
Progress = Callable[[str, int], Callable[[], None]]


def silent(_what: str, _steps: int) -> Callable[[], None]:
    """No progress."""
    return lambda: None


@dataclass
class _Part:
    """A performance while it is played."""

    performance: Performance
    before: list[Any] = field(default_factory=list)  # answers of its `unchanged` calls
    failed: list[Check] = field(default_factory=list)
    commands: list[Moment] = field(default_factory=list)


def play(
    performances: Sequence[Performance], organisation: OrganisationClient, progress: Progress = silent
) -> Drill:
    """Outcome of every performance, in their order. Raises ReflexError if `given` cannot be set up."""
    callers = Callers(organisation)
    parts = [_Part(performance) for performance in performances]
    pool.each(lambda part: _set_up(part, callers), parts, progress("setting the stage", len(parts)))
    organisation.wait_idle(SECONDS_TO_QUIET)
    accounts = changes.stage(performances)
    before = changes.describe(accounts, organisation, progress("describing the accounts", len(accounts)))
    for act in sorted({performance.scenario.act for performance in performances}):
        _play_act(act, [part for part in parts if part.performance.scenario.act == act], callers, progress)
    after = changes.describe(accounts, organisation, progress("describing them again", len(accounts)))
    drill = _judge(parts, callers, changes.Changes(performances, before, after))
    undoings.undo(parts_with_outcomes(parts, drill), callers, progress)
    return drill


def parts_with_outcomes(parts: list[_Part], drill: Drill) -> list[tuple[Performance, Outcome]]:
    """Each performance that can be judged once it is undone, with its outcome."""
    pairs = zip(parts, drill.outcomes, strict=True)
    return [(part.performance, outcome) for part, outcome in pairs if not part.failed]


def _play_act(act: int, parts: list[_Part], callers: Callers, progress: Progress) -> None:
    number = f", act {act}" if act > 1 else ""
    pool.each(lambda part: _attack(part, callers), parts, progress(f"attacking{number}", len(parts)))
    waited = progress(f"healing{number}", 1)
    callers.organisation.wait_idle(SECONDS_TO_QUIET)
    waited()


def _set_up(part: _Part, callers: Callers) -> None:
    performance = part.performance
    scenario = performance.scenario
    for call in scenario.calls:
        callers.prepare(performance.account.id, performance.region, call.caller)
    for call in scenario.given:
        perform(call, performance, callers, GIVEN_MARK)
    for check in scenario.expect.unchanged:
        part.before.append(checks.read(check.call, check.query, performance, callers))


def _attack(part: _Part, callers: Callers) -> None:
    """The steps, up to the first that fails; and in any case all that is to be done in the end."""
    scenario = part.performance.scenario
    try:
        for step in scenario.steps:
            if not _do(step, part, callers):
                return
    finally:
        for step in scenario.finally_:
            _do(step, part, callers)


def _do(step: Step, part: _Part, callers: Callers) -> bool:
    """False if it failed."""
    try:
        if isinstance(step, Wait):
            callers.organisation.wait_idle(SECONDS_TO_QUIET)
        elif isinstance(step, Command):
            part.commands.append(commands.run(step, part.performance, callers.organisation))
        else:
            perform(step, part.performance, callers, ATTACK_MARK)
    except CallFailedError as error:
        part.failed.append(Check("step", _name(step), False, str(error)))
        return False
    return True


def _name(step: Step) -> str:
    if isinstance(step, Command):
        return " ".join(("c7n-reflex", *step.arguments))
    return "wait" if isinstance(step, Wait) else f"{step.service}.{step.operation}"


def _judge(parts: list[_Part], callers: Callers, found: changes.Changes) -> Drill:
    accounts = changes.stage([part.performance for part in parts])
    gathered = evidence.gather(callers.organisation, accounts)
    outcomes = pool.each(lambda part: _outcome(part, callers, found, gathered), parts)
    return Drill(outcomes, accounts=len(accounts), unexplained=found.unexplained(), notices=gathered.told)


def _outcome(part: _Part, callers: Callers, found: changes.Changes, gathered: evidence.Evidence) -> Outcome:
    performance = part.performance
    outcome = gathered.outcome(performance)
    outcome.timeline = sorted([*outcome.timeline, *part.commands], key=lambda moment: moment.time)
    outcome.checks += part.failed
    if not part.failed:
        outcome.checks += checks.state(performance, callers)
        outcome.checks += checks.unchanged(performance, callers, part.before)
    outcome.checks += found.checks(performance)
    outcome.checks += checks.reaction(performance, outcome)
    outcome.checks += traces.outcome_checks(performance, outcome.outcomes)
    outcome.checks += messages.checks(gathered, performance)
    return outcome
