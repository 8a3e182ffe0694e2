"""Which units one trace covers. Leaves count as they are evaluated: whatever decided before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.coverage import units
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import Trace, Verdict
from c7n_reflex.events.findings import FindingError, of_event
from c7n_reflex.modes.calls import search, texts
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage
from c7n_reflex.pipeline.seams import tells

REACTIONS = frozenset(
    {Outcome.ACTED, Outcome.FIXED, Outcome.TOLD, Outcome.OBSERVED, Outcome.AWAITING_APPROVAL}
)
# These have a unit of their own.
_OTHERS = frozenset({Outcome.CALL_FAILED, Outcome.SETTLED})


def seen(given: FleetPolicy, trace: Trace) -> frozenset[str]:
    """Names of units; of no others than the policy's own if the trace is one of it."""
    return frozenset(
        (*_outcomes(given, trace), *_events(given, trace), *_leaves(trace), *_actions(given, trace))
    )


def _outcomes(given: FleetPolicy, trace: Trace) -> Iterator[str]:
    for outcome in _ends(trace):
        if outcome in REACTIONS or (outcome is Outcome.UNCHANGED and _changes_nothing(given)):
            yield units.REACTED
        elif outcome not in _OTHERS and not outcome.parks:
            yield units.LEFT_ALONE
    if trace.outcome is Outcome.CALL_FAILED:
        yield units.CALL_FAILED
    if _stopped_as_settled(given, trace):
        yield units.SETTLED


def _changes_nothing(given: FleetPolicy) -> bool:
    """True for a policy that only tells, or only reports what matches: it never gets further."""
    return all(tells(action) for action in given.policy.resource_manager.actions)


def _ends(trace: Trace) -> frozenset[Outcome]:
    """Of the resources; of the whole if there are none."""
    ends = frozenset(each.outcome for each in trace.resources if each.outcome is not None)
    return ends or frozenset({trace.outcome} if trace.outcome is not None else ())


def _stopped_as_settled(given: FleetPolicy, trace: Trace) -> bool:
    """By the mode, or by a pattern that asks for what stands: then no rule delivers it."""
    if trace.outcome is Outcome.SETTLED:
        return True
    if (
        trace.outcome is not Outcome.NOT_SUBSCRIBED
        or units.mode_of(given).get("type") not in units.FINDING_MODES
    ):
        return False
    try:
        found = of_event(trace.looked_at or {})
    except FindingError:
        return False
    states = ((each.record_state, each.workflow, each.compliance) for each in found)
    return any(units.SETTLED_VALUES & set(state) for state in states)


def _routed(trace: Trace) -> bool:
    return any(each.stage is Stage.ROUTE and each.verdict is Verdict.PASS for each in trace.stages)


def _events(given: FleetPolicy, trace: Trace) -> Iterator[str]:
    event = trace.looked_at
    if event is None or not _routed(trace):
        return
    yield units.PATTERN
    if "ids" in units.mode_of(given) and _finds(str(units.mode_of(given)["ids"]), event):
        yield units.PATTERN_IDS
    detail = event.get("detail")
    if not isinstance(detail, Mapping):
        return
    for _, call, name, ids in units.subscriptions(given):
        if (call.source, call.name) == (detail.get("eventSource"), detail.get("eventName")):
            yield name
            if _finds(call.ids.removeprefix("detail."), detail):
                yield ids


def _finds(expression: str, value: Any) -> bool:
    try:
        return bool(texts(search(expression, value)))
    except EventEndedError:
        return False


def _leaves(trace: Trace) -> Iterator[str]:
    for resource in trace.resources:
        for leaf in resource.leaves():
            if leaf.holds is not None:
                yield f"leaf:{leaf.path}:{str(leaf.holds).lower()}"


def _actions(given: FleetPolicy, trace: Trace) -> Iterator[str]:
    known = [each for each in trace.resources if each.outcome is not None]
    for resource in known:
        yield from (f"action:{each.path}" for each in resource.planned if each.changes)
    if any(resource.told for resource in known):
        for n, action in enumerate(given.policy.resource_manager.actions):
            if tells(action):
                yield f"action:actions[{n}]"
