"""Makes a `Trace` of what was collected while an event went through the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from c7n_reflex.authoring import filtertree
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.planned import planned_actions
from c7n_reflex.authoring.trace import ResourceTrace, StageTrace, TargetTrace, Trace, Verdict
from c7n_reflex.authoring.watching import Run, Watched
from c7n_reflex.ledger import Record
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome, Stage, UnknownError
from c7n_reflex.pipeline.reaction import Case
from c7n_reflex.pipeline.run import gravest
from c7n_reflex.pipeline.supply import LiveSupplier
from c7n_reflex.pipeline.verify import looks
from c7n_reflex.pipeline.writeback import findings_of

_ORDER = tuple(Stage)
_PER_TARGET = _ORDER[2:]
_RESOLVED = "RESOLVED"
# How much a verdict says of the whole, when targets differ.
_STRONGEST = (Verdict.PASS, Verdict.UNKNOWN, Verdict.STOP, Verdict.NOT_REACHED)


def described(
    given: FleetPolicy, mode: Any, event: Mapping[str, Any] | None, watched: Watched, error: Exception | None
) -> Trace:
    """The trace; `error` is what the driver raised in the end."""
    targets = tuple(_target(each) for each in watched.runs)
    outcome, detail = _end(watched, targets, error)
    stages = _stages(watched, targets, outcome, detail, swept=event is None)
    name = str((given.data.get("mode") or {}).get("type", "pull"))
    pattern = mode.event_pattern() if mode else None
    return Trace(given.name, name, outcome, detail, stages, targets, given.place, pattern, event)


def _end(
    watched: Watched, targets: Sequence[TargetTrace], error: Exception | None
) -> tuple[Outcome | None, str]:
    """How the whole ended: as the function's invocation would."""
    if isinstance(error, UnknownError):
        return None, str(error)
    if isinstance(error, EventEndedError):
        return error.outcome, error.detail
    ends = [(each.outcome, each.detail) for each in targets if each.outcome]
    ends += [(outcome, detail) for _, outcome, detail in watched.ends]
    if not ends:
        return Outcome.NOTHING_NAMED, ""
    outcomes = [outcome for outcome, _ in ends]
    known = gravest(outcomes)
    chosen = known if known in outcomes else outcomes[0]
    return chosen, "; ".join(
        dict.fromkeys(detail for outcome, detail in ends if outcome is chosen and detail)
    )


def _target(run: Run) -> TargetTrace:
    reaction, site = run.last, run.site
    resources = tuple(_resource(run, case) for case in reaction.cases)
    known = {each.identity for each in resources}
    unmatched = tuple(_unmatched(name, tree) for name, tree in run.trees.items() if name not in known)
    outcome, detail = run.end or (None, "")
    resources = (*resources, *unmatched) or _unresolved(run)
    if run.end is None and not run.needs:  # a sweep in which nothing matched
        outcome = Outcome.NO_MATCH if unmatched else Outcome.NOTHING_NAMED
    return TargetTrace(
        reaction.target.account,
        reaction.target.region,
        site.policy.session_factory.assume_role or "",
        reaction.ids,
        _run_stages(run, resources, outcome, detail),
        resources,
        outcome,
        detail,
        run.needs,
        _written_back(run),
    )


def _unmatched(name: str, tree: tuple[Any, ...]) -> ResourceTrace:
    return ResourceTrace(name, Outcome.NO_MATCH if filtertree.joined(tree) is False else None, filters=tree)


def _unresolved(run: Run) -> tuple[ResourceTrace, ...]:
    """What can be said of resources that nobody has given: what the event alone decides."""
    if not run.needs:
        return ()
    tree = filtertree.evaluate(run.site.policy, None, run.reaction.event)
    case = Case(", ".join(run.reaction.ids), {})
    planned = planned_actions(run.site.policy, _would_be_planned(run, case))
    ids = run.reaction.ids or (str(run.site.policy.resource_manager.type),)
    return tuple(ResourceTrace(name, None, filters=tree, planned=planned) for name in ids)


def _would_be_planned(run: Run, case: Case) -> list[tuple[str, Record]]:
    from c7n_reflex.pipeline.records import planned_record

    policy, event = run.site.policy, run.reaction.event
    return [(key, planned_record(policy, case, action, event)) for key, action in run.site.actions]


def _resource(run: Run, case: Case) -> ResourceTrace:
    outcome, detail = case.outcome, case.detail
    if outcome is None and run.end is not None:  # the whole ended before this resource did
        outcome, detail = run.end
    executor = run.executor
    mine = [(key, record) for key, record in executor.by_key if record.resource == case.identity]
    return ResourceTrace(
        case.identity,
        outcome,
        detail,
        run.trees.get(case.identity, ()),
        planned_actions(run.site.policy, mine),
        any(name == case.identity for name, _ in executor.notices),
    )


def _run_stages(
    run: Run, resources: Sequence[ResourceTrace], outcome: Outcome | None, detail: str
) -> tuple[StageTrace, ...]:
    """resolve to report. Where nothing is known any more the stage is unknown, and none after it reached."""
    unknown_at = _next_stage(run) if run.needs else None
    stages = []
    for stage in _PER_TARGET:
        if unknown_at is not None and stage is unknown_at:
            stages.append(StageTrace(stage, Verdict.UNKNOWN, None, f"needs {', '.join(run.needs)}"))
        elif unknown_at is not None and _ORDER.index(stage) > _ORDER.index(unknown_at):
            stages.append(StageTrace(stage, Verdict.NOT_REACHED))
        else:
            stages.append(_stage(run, stage, resources, outcome, detail))
    return tuple(stages)


def _next_stage(run: Run) -> Stage:
    done = [stage for stage in _PER_TARGET if stage in run.after]
    return (
        _PER_TARGET[len(done)]
        if run.reaction.event is not None
        else Stage.DECIDE
        if run.trees
        else Stage.RESOLVE
    )


def _stage(
    run: Run, stage: Stage, resources: Sequence[ResourceTrace], outcome: Outcome | None, detail: str
) -> StageTrace:
    ends = [each.outcome for each in resources if each.outcome] or ([outcome] if outcome else [])
    if stage is Stage.REPORT:
        return _report(run)
    later = [end for end in ends if _ORDER.index(end.stage) > _ORDER.index(stage)]
    here = [end for end in ends if end.stage is stage]
    if later and stage is Stage.VERIFY and not _is_verified(run):
        return StageTrace(stage, Verdict.PASS, None, "nothing that could be read again")
    if later and stage is Stage.VERIFY:
        return StageTrace(stage, Verdict.UNKNOWN, None, "the resource would be read again after the change")
    if later:
        return StageTrace(stage, Verdict.PASS)
    if here:
        said = detail or next((each.detail for each in resources if each.outcome in here and each.detail), "")
        return StageTrace(stage, Verdict.STOP, here[0], said)
    return StageTrace(stage, Verdict.NOT_REACHED)


def _is_verified(run: Run) -> bool:
    """Whether the function would read the resource again."""
    site = run.site
    none: Any = None
    return looks(replace(site, supplier=LiveSupplier(site.policy, none, none)))


def _written_back(run: Run) -> tuple[tuple[str, str], ...]:
    """What the function would tell Security Hub: after a change that it finds to have helped, resolved."""
    return tuple(
        (finding.id, _RESOLVED if _would_be_fixed(run, case) else case.entry.written_back)
        for case in run.last.cases
        if case.entry is not None and case.entry.written_back
        for finding in findings_of(run.last, case)
    )


def _would_be_fixed(run: Run, case: Case) -> bool:
    return case.outcome is Outcome.ACTED and _is_verified(run)


def _report(run: Run) -> StageTrace:
    cases = run.last.cases
    verified = any(_would_be_fixed(run, case) for case in cases)
    once = {str(Outcome.ACTED): "fixed, once verified"} if verified else {}
    said = [f"tell the owner ({once.get(told, told)})" for told in dict.fromkeys(run.executor.told)]
    said += [
        f"set finding {name} to {status}{' once verified' if verified and status == _RESOLVED else ''}"
        for name, status in _written_back(run)
    ]
    if not said and not any(case.entry for case in run.last.cases):
        return StageTrace(Stage.REPORT, Verdict.NOT_REACHED)
    return StageTrace(Stage.REPORT, Verdict.PASS, None, "; ".join(said) or "write the ledger")


def _stages(
    watched: Watched, targets: Sequence[TargetTrace], outcome: Outcome | None, detail: str, *, swept: bool
) -> tuple[StageTrace, ...]:
    """All seven."""
    if swept:
        head = [
            StageTrace(each, Verdict.NOT_REACHED, None, "a sweep begins at resolve") for each in _ORDER[:2]
        ]
    else:
        head = _head(watched, targets, outcome, detail)
    return (*head, *(_merged(stage, targets) for stage in _PER_TARGET))


def _head(
    watched: Watched, targets: Sequence[TargetTrace], outcome: Outcome | None, detail: str
) -> list[StageTrace]:
    at_route = [(end, said) for _, end, said in watched.ends if end.stage is Stage.ROUTE]
    if at_route and not targets and not watched.located:
        stop = StageTrace(Stage.ROUTE, Verdict.STOP, *at_route[0])
        return [stop, StageTrace(Stage.LOCATE, Verdict.NOT_REACHED)]
    route = StageTrace(Stage.ROUTE, Verdict.PASS)
    if targets:
        return [route, StageTrace(Stage.LOCATE, Verdict.PASS, None, _places(targets))]
    if outcome is None:
        return [route, StageTrace(Stage.LOCATE, Verdict.UNKNOWN, None, detail)]
    return [route, StageTrace(Stage.LOCATE, Verdict.STOP, outcome, detail)]


def _places(targets: Iterable[TargetTrace]) -> str:
    return "; ".join(
        f"{', '.join(each.ids) or 'the account'} in {each.account} {each.region}" for each in targets
    )


def _merged(stage: Stage, targets: Sequence[TargetTrace]) -> StageTrace:
    found = [each for target in targets for each in target.stages if each.stage is stage]
    return min(
        found, key=lambda each: _STRONGEST.index(each.verdict), default=StageTrace(stage, Verdict.NOT_REACHED)
    )
