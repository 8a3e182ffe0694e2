"""What a trace says, in the words of `expect`, and where it differs from what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from c7n_reflex.authoring import filtertree
from c7n_reflex.authoring.cases.model import UNKNOWN, Case, Denial, Difference, Expectation
from c7n_reflex.authoring.trace import FilterNode, PlannedAction, ResourceTrace, Trace
from c7n_reflex.pipeline.outcome import Outcome, Stage

JSON = Any
# Ends of a resource whose filters do not match, or were not asked.
_NOT_MATCHED = (Outcome.NO_MATCH, Outcome.CONDITIONS, Outcome.UNDECIDED)


def differences(case: Case, trace: Trace) -> tuple[Difference, ...]:
    """The keys of `expect` that are not as expected, in the order of the pipeline."""
    return tuple(_differences(case, trace))


def _differences(case: Case, trace: Trace) -> Iterator[Difference]:
    expect, found = case.expect, actual(trace)
    for key in ("outcome", "stage"):
        wanted = getattr(expect, key)
        if wanted is not None and str(wanted) != found[key]:
            yield Difference(key, str(wanted), found[key], case.at("expect", key))
    for key in ("matched", "actions", "calls", "notices"):
        wanted = getattr(expect, key)
        if wanted is not None and sorted(set(wanted)) != sorted(set(found[key])):
            yield Difference(key, list(wanted), found[key], case.at("expect", key))
    yield from _outcomes(case, found["outcomes"])
    yield from _changes(case, found["changes"])
    if expect.denied is not None and not _is_denied(expect, trace):
        yield Difference("denied", _denials(expect.denied), denied(trace), case.at("expect", "denied"))


def actual(trace: Trace) -> dict[str, JSON]:
    """What could be expected of the trace: the keys of `expect` with their values."""
    planned = [each for resource in trace.resources for each in resource.planned if each.changes]
    return {
        "outcome": str(trace.outcome) if trace.outcome else UNKNOWN,
        "outcomes": {each.identity: str(each.outcome or UNKNOWN) for each in trace.resources},
        "stage": str(trace.stage),
        "matched": [each.identity for each in trace.resources if _matched(each)],
        "actions": _unique(each.type for each in planned),
        "calls": _unique(call for each in planned for call in each.calls),
        "changes": changes(planned),
        "denied": denied(trace),
        "notices": [each.identity for each in trace.resources if each.told],
    }


def _unique(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _matched(resource: ResourceTrace) -> bool:
    ended = resource.outcome
    if ended is not None and (ended in _NOT_MATCHED or ended.stage is Stage.RESOLVE):
        return False
    return filtertree.joined(resource.filters) is True


def changes(planned: Sequence[PlannedAction]) -> dict[str, str]:
    """In words, by resource."""
    found: dict[str, str] = {}
    for each in planned:
        if each.change and each.change not in found.get(each.resource, ""):
            found[each.resource] = f"{found.get(each.resource, '')} {each.change}".strip()
    return found


def denied(trace: Trace) -> list[dict[str, str]]:
    """By resource that does not match: the leaf that keeps it from matching."""
    return [
        {"resource": each.identity, "leaf": leaf.path, "reason": leaf.reason}
        for each in trace.resources
        if (leaf := denying(each)) is not None
    ]


def denying(resource: ResourceTrace) -> FilterNode | None:
    """The leaf that keeps it from matching, of the filters that are known not to hold; None if none is."""
    return replace(resource, filters=tuple(node for node in resource.filters if node.holds is False)).deciding


def _outcomes(case: Case, found: Mapping[str, str]) -> Iterator[Difference]:
    for name, wanted in (case.expect.outcomes or {}).items():
        if found.get(name) != str(wanted):
            place = case.at("expect", "outcomes", name)
            yield Difference(f"outcomes[{name}]", str(wanted), found.get(name, "no such resource"), place)


def _changes(case: Case, found: Mapping[str, str]) -> Iterator[Difference]:
    wanted = case.expect.changes
    if wanted is None:
        return
    for name in dict.fromkeys((*wanted, *found)):
        if not fits(wanted.get(name), found.get(name)):
            place = case.at("expect", "changes", name)
            yield Difference(f"changes[{name}]", wanted.get(name), found.get(name), place)


def fits(wanted: str | None, found: str | None) -> bool:
    """True if they are the same; "..." in what is wanted stands for any text."""
    if wanted is None or found is None:
        return wanted == found
    first, *rest = wanted.split("...")
    if not rest:
        return wanted == found
    if not found.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        at = found.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return len(found) - at >= len(rest[-1]) and found.endswith(rest[-1])


def _is_denied(expect: Expectation, trace: Trace) -> bool:
    """Every denial that is expected is there, and no resource of which one is expected has another."""
    found, wanted = denied(trace), expect.denied or ()
    if not found or not wanted:
        return not found and not wanted
    of_each = [[each for each in wanted if each.resource in ("", one["resource"])] for one in found]
    said = all(any(_is(each, one) for each in mine) for one, mine in zip(found, of_each, strict=True) if mine)
    return said and all(any(_is(each, one) for one in found) for each in wanted)


def _is(wanted: Denial, found: Mapping[str, str]) -> bool:
    return (
        wanted.resource in ("", found["resource"])
        and wanted.leaf in ("", found["leaf"])
        and wanted.reason in found["reason"]
    )


def _denials(wanted: Sequence[Denial]) -> list[dict[str, str]]:
    return [{key: value for key, value in vars(each).items() if value} for each in wanted]
