"""Why a case ended as it did: the stage where it parted from what is expected, and what decided there."""

from __future__ import annotations

from collections.abc import Iterator

from c7n_reflex.authoring import filtertree, showing
from c7n_reflex.authoring.cases.comparing import denying
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import FilterNode, ResourceTrace, Trace
from c7n_reflex.errors import Place
from c7n_reflex.pipeline.outcome import Outcome, Stage

_MOST = 5  # resources that are shown


def why(result: CaseResult) -> list[str]:
    """Lines: how it ended, and what led to it, with the policy's lines."""
    if result.error:
        return [f"the policy raised {result.error}", "is something missing in `resources` or `answers`?"]
    if result.trace is None or result.policy is None:
        return []
    return [_end(result.trace), *_details(result, result.trace, result.policy)]


def _end(trace: Trace) -> str:
    return f"{'it is' if trace.outcome is None else 'it ended as'} {showing.ending(trace)}"


def _details(result: CaseResult, trace: Trace, policy: FleetPolicy) -> Iterator[str]:
    if trace.outcome is None:
        yield from _unknown(result, trace)
    elif trace.outcome is Outcome.NOT_SUBSCRIBED:
        yield from _pattern(trace, policy)
    elif trace.outcome is Outcome.NOTHING_NAMED:
        yield from _ids(policy)
    elif trace.outcome is Outcome.GONE:
        yield from _gone(result, trace)
    elif trace.outcome is Outcome.UNDECIDED:
        yield from _raising(trace, policy)
    else:
        yield from _resources(result, trace, policy)


def _unknown(result: CaseResult, trace: Trace) -> Iterator[str]:
    case = result.case
    if case.world.resources is None and trace.stage is Stage.RESOLVE:
        yield "give `resources`: what those that the event names look like"
        return
    given = ", ".join(case.world.answers.known) or "nothing"
    place = case.at("answers") or case.place
    yield f"give it under `answers` ({where(place)}); what is given is {given}"


def _pattern(trace: Trace, policy: FleetPolicy) -> Iterator[str]:
    key = next((name for name in ("pattern", "events") if name in (policy.data.get("mode") or {})), "type")
    yield f"{where(policy.at('mode', key))} mode.{key} does not select the event:"
    if trace.pattern is not None and trace.looked_at is not None:
        yield from (f"  {line}" for line in showing.failing_fields(trace.pattern, trace.looked_at))


def _ids(policy: FleetPolicy) -> Iterator[str]:
    for number, call in enumerate((policy.data.get("mode") or {}).get("events") or ()):
        if isinstance(call, dict):
            place = policy.at("mode", "events", number, "ids")
            yield f"{where(place)} {call.get('event')}: ids {call.get('ids')!r}"


def _gone(result: CaseResult, trace: Trace) -> Iterator[str]:
    named = ", ".join(identity for target in trace.targets for identity in target.ids)
    place = result.case.at("resources")
    yield f"the event names {named or 'none'}, and none of `resources` ({where(place)}) is called so"


def _raising(trace: Trace, policy: FleetPolicy) -> Iterator[str]:
    for resource in trace.resources:
        for leaf in resource.leaves():
            if leaf.reason.startswith("raises"):
                yield f"{resource.identity}: {_leaf(leaf, policy)}"


def _resources(result: CaseResult, trace: Trace, policy: FleetPolicy) -> Iterator[str]:
    keys = {each.key.partition("[")[0] for each in result.differences}
    shown = trace.resources[:_MOST]
    for resource in shown:
        if filtertree.joined(resource.filters) is not True:
            yield from _denied(resource, policy)
        elif keys & {"matched", "denied"} or trace.stage is Stage.ACT:
            yield from _matched(result, resource, policy)
    if keys & {"actions", "calls", "changes", "outcome", "stage"}:
        yield from (line for resource in shown for line in _planned(resource, policy))
    if len(trace.resources) > _MOST:
        yield f"and {len(trace.resources) - _MOST} more resources"


def _denied(resource: ResourceTrace, policy: FleetPolicy) -> Iterator[str]:
    leaf = denying(resource)
    if leaf is not None:
        yield f"{resource.identity} does not match by"
        yield f"  {_leaf(leaf, policy)}"


def _matched(result: CaseResult, resource: ResourceTrace, policy: FleetPolicy) -> Iterator[str]:
    """The leaf that was expected to deny it; without such an expectation all."""
    wanted = {each.leaf for each in result.case.expect.denied or () if each.leaf}
    leaves = [leaf for leaf in resource.leaves() if not wanted or leaf.path in wanted]
    yield f"{resource.identity} matches all filters{':' if leaves else ''}"
    yield from (f"  {_leaf(leaf, policy)}" for leaf in leaves)


def _planned(resource: ResourceTrace, policy: FleetPolicy) -> Iterator[str]:
    for planned in resource.planned:
        number = int(planned.path.removeprefix("actions[").rstrip("]"))
        would = planned.change if planned.changes else "nothing to do"
        what = f"{planned.path} {planned.type} of {planned.resource}"
        yield f"{where(policy.at('actions', number))} {what}: {would}"


def _leaf(leaf: FilterNode, policy: FleetPolicy) -> str:
    """`policies/a.yml:30 filters[0]: State.Name in [running]; found stopped (value mismatch)`."""
    says = {True: "holds", False: "does not hold", None: "is unknown"}[leaf.holds]
    found = f"; found {filtertree.shown(leaf.actual)}" if leaf.found else ""
    reason = f" ({leaf.reason})" if leaf.reason else ""
    place = where(policy.at(*path_key(leaf.path)))
    return f"{place} {leaf.path} {leaf.expected or leaf.kind} {says}{found}{reason}"


def path_key(path: str) -> tuple[str | int, ...]:
    """`filters[0].or[1]` as ("filters", 0, "or", 1): a key of the policy."""
    key: list[str | int] = []
    for part in path.split("."):
        name, _, number = part.rstrip("]").partition("[")
        key += [name, int(number)] if number else [name]
    return tuple(key)


def where(place: Place | None) -> str:
    """`policies/a.yml:30`."""
    return f"{place.file}:{place.line}" if place and place.line else str(place.file) if place else "-"
