"""Plays scenarios: what is given, the state before, the attack, quiet, the state after, and the verdict.

All performances go through each of these together, as an organisation is attacked in many places at once;
so that the description of an account before and after holds the traces of all that was played there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.drill import changes, checks, evidence, pool
from c7n_reflex.drill.callers import Callers
from c7n_reflex.drill.calling import ATTACK_MARK, GIVEN_MARK, CallFailedError, perform
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.outcome import Check, Drill, Outcome
from c7n_reflex.organisation.client import OrganisationClient

SECONDS_TO_QUIET = 120.0

# (what is being done, how many steps of it there are) -> a function to call after each step
Progress = Callable[[str, int], Callable[[], None]]


def silent(_what: str, _steps: int) -> Callable[[], None]:
    """No progress."""
    return lambda: None


@dataclass
class _Act:
    """A performance while it is played."""

    performance: Performance
    before: list[Any] = field(default_factory=list)  # answers of its `unchanged` calls
    failed: list[Check] = field(default_factory=list)


def play(
    performances: Sequence[Performance], organisation: OrganisationClient, progress: Progress = silent
) -> Drill:
    """Outcome of every performance, in their order. Raises ReflexError if `given` cannot be set up."""
    callers = Callers(organisation)
    acts = [_Act(performance) for performance in performances]
    pool.each(lambda act: _set_up(act, callers), acts, progress("setting the stage", len(acts)))
    organisation.wait_idle(SECONDS_TO_QUIET)
    accounts = changes.stage(performances)
    before = changes.describe(accounts, organisation, progress("describing the accounts", len(accounts)))
    pool.each(lambda act: _attack(act, callers), acts, progress("attacking", len(acts)))
    waited = progress("healing", 1)
    organisation.wait_idle(SECONDS_TO_QUIET)
    waited()
    after = changes.describe(accounts, organisation, progress("describing them again", len(accounts)))
    return _judge(acts, callers, changes.Changes(performances, before, after))


def _set_up(act: _Act, callers: Callers) -> None:
    performance = act.performance
    scenario = performance.scenario
    for call in (*scenario.given, *scenario.steps):
        callers.prepare(performance.account.id, performance.region, call.caller)
    for call in scenario.given:
        perform(call, performance, callers, GIVEN_MARK)
    for check in scenario.expect.unchanged:
        act.before.append(checks.read(check.call, check.query, performance, callers))


def _attack(act: _Act, callers: Callers) -> None:
    for call in act.performance.scenario.steps:
        try:
            perform(call, act.performance, callers, ATTACK_MARK)
        except CallFailedError as error:
            act.failed.append(Check("step", f"{call.service}.{call.operation}", False, str(error)))
            return


def _judge(acts: list[_Act], callers: Callers, found: changes.Changes) -> Drill:
    gathered = evidence.gather(callers.organisation)
    outcomes = pool.each(lambda act: _outcome(act, callers, found, gathered), acts)
    accounts = {act.performance.account.id for act in acts}
    return Drill(outcomes, accounts=len(accounts), unexplained=found.unexplained())


def _outcome(act: _Act, callers: Callers, found: changes.Changes, gathered: evidence.Evidence) -> Outcome:
    performance = act.performance
    outcome = gathered.outcome(performance)
    outcome.checks += act.failed
    if not act.failed:
        outcome.checks += checks.state(performance, callers)
        outcome.checks += checks.unchanged(performance, callers, act.before)
    outcome.checks += found.checks(performance)
    outcome.checks += checks.reaction(performance, outcome)
    outcome.checks += gathered.notice_checks(performance)
    return outcome
