"""A trace in words: a line for each stage, and below it what it found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from c7n_reflex.authoring.filtertree import shown
from c7n_reflex.authoring.trace import FilterNode, PlannedAction, ResourceTrace, StageTrace, Trace, Verdict
from c7n_reflex.pipeline.outcome import Outcome, Stage

# Outcomes of what would be acted on, if it were allowed.
_HELD_BACK = (Outcome.OBSERVED, Outcome.AWAITING_APPROVAL)
_MARKS = {True: "yes", False: "no", None: "?"}
_IN = " " * 11


def lines(trace: Trace) -> Iterator[str]:
    """The whole trace, without colour."""
    where = f"  {trace.place.file}:{trace.place.line}" if trace.place else ""
    yield f"{trace.policy} (mode {trace.mode}){where}"
    for stage in trace.stages:
        yield from _stage(trace, stage)
    yield f"  ends   {ending(trace)}"


def ending(trace: Trace) -> str:
    """How it ended, in a line."""
    if trace.outcome is None:
        needs = f": give {', '.join(trace.needs)}" if trace.needs else ""
        return f"UNKNOWN at {trace.stage}, as only AWS could tell{needs}"
    detail = f" ({trace.detail})" if trace.detail else ""
    sentence = "The actions would be run." if trace.outcome is Outcome.ACTED else trace.outcome.sentence
    return f"{trace.outcome} at {trace.stage}: {sentence}{detail}"


def _stage(trace: Trace, stage: StageTrace) -> Iterator[str]:
    if stage.verdict is Verdict.NOT_REACHED:
        if stage.detail:
            yield f"  {stage.stage:8} -        {stage.detail}"
        return
    said = "; ".join(part for part in (str(stage.outcome or ""), stage.detail) if part)
    yield f"  {stage.stage:8} {stage.verdict.upper():8} {said}".rstrip()
    details = _DETAILS.get(stage.stage)
    if details:
        yield from (f"{_IN}{line}" for line in details(trace, stage))


def _route(trace: Trace, stage: StageTrace) -> Iterator[str]:
    if stage.verdict is Verdict.STOP and trace.pattern is not None and trace.looked_at is not None:
        yield from failing_fields(trace.pattern, trace.looked_at)


def failing_fields(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> list[str]:
    """A sentence for each field of the pattern that the event does not meet."""
    from c7n_reflex.authoring.patterns.explain import explain

    return [field.sentence for field in explain(pattern, event).failing]


def _locate(trace: Trace, stage: StageTrace) -> Iterator[str]:  # noqa: ARG001
    for target in trace.targets:
        if target.role:
            yield f"reached by {target.role}"


def _decide(trace: Trace, stage: StageTrace) -> Iterator[str]:  # noqa: ARG001
    for resource in trace.resources:
        yield from _resource(resource)


def _resource(resource: ResourceTrace) -> Iterator[str]:
    end = f": {resource.outcome}" if resource.outcome is not None else ""
    detail = f" ({resource.detail})" if resource.detail else ""
    yield f"{resource.identity}{end}{detail}"
    for node in resource.filters:
        yield from (f"  {line}" for line in filter_lines(node))
    if resource.outcome in _HELD_BACK:
        for planned in resource.planned:
            yield from (
                f"  would be {line}" if not n else f"  {line}" for n, line in enumerate(action_lines(planned))
            )


def filter_lines(node: FilterNode, depth: int = 0) -> Iterator[str]:
    """The filter and what is in it."""
    yield f"{_MARKS[node.holds]:3} {'  ' * depth}{_filter(node)}"
    for child in node.children:
        yield from filter_lines(child, depth + 1)


def _filter(node: FilterNode) -> str:
    name = f"{node.path}  {node.expected or node.kind}"
    actual = f"  found {shown(node.actual)}" if node.found else ""
    reason = f"  ({node.reason})" if node.reason and not (node.found and node.holds is not None) else ""
    return f"{name}{actual}{reason}"


def _act(trace: Trace, stage: StageTrace) -> Iterator[str]:  # noqa: ARG001
    for resource in trace.resources:
        for planned in resource.planned:
            yield from action_lines(planned)


def action_lines(planned: PlannedAction) -> Iterator[str]:
    """The action, what it would change, and what it needs."""
    name = f"{planned.type} of {planned.resource}"
    would = planned.change or "nothing to do"
    yield f"{planned.path}  {name}" + (f": {would}" if would != name else "")
    if planned.calls:
        yield f"  calls    {', '.join(planned.calls)}"
    reads = [each for each in planned.permissions if each not in planned.calls]
    if reads:
        yield f"  reads    {', '.join(reads)}"
    if planned.changes and planned.before is not None:
        yield from _difference(planned.before, planned.after)


def _difference(before: Any, after: Any) -> Iterator[str]:
    """Line by line; without an `after` only what it is now."""
    old = json.dumps(before, indent=1, sort_keys=True, default=str).splitlines()
    if after is None:
        yield from (f"  now      {line}" for line in old)
        return
    import difflib

    new = json.dumps(after, indent=1, sort_keys=True, default=str).splitlines()
    difference = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
    yield from (f"  {line}" for line in difference if not line.startswith("@@"))


_DETAILS = {Stage.ROUTE: _route, Stage.LOCATE: _locate, Stage.DECIDE: _decide, Stage.ACT: _act}


def fleet_lines(traces: Sequence[Trace], *, verbose: bool = False) -> Iterator[str]:
    """Who would react, and how it would end; `verbose`: also why the others would not."""
    reacting = [trace for trace in traces if trace.subscribed]
    wide = max((len(trace.policy) for trace in traces), default=0)
    for trace in reacting:
        yield f"  {trace.policy:{wide}}  {ending(trace)}"
    others = [trace for trace in traces if not trace.subscribed]
    if not reacting:
        yield "  No policy subscribes to it."
    if not verbose:
        if others:
            yield f"  not subscribed: {len(others)} of {len(traces)} policies (-v says why)"
        return
    for trace in others:
        yield f"  {trace.policy:{wide}}  not subscribed: {_why_not(trace)}"


def _why_not(trace: Trace) -> str:
    if trace.pattern is None or trace.looked_at is None:
        return trace.detail
    return "; ".join(failing_fields(trace.pattern, trace.looked_at)[:2])
