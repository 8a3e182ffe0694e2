"""Holds the traces of all cases against the units of all policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from c7n_reflex.authoring.coverage.deciding import decisive
from c7n_reflex.authoring.coverage.model import Coverage, Note, PolicyCoverage
from c7n_reflex.authoring.coverage.seen import seen
from c7n_reflex.authoring.coverage.units import leaves_of, units_of
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.trace import FilterNode, Trace


class Traced(Protocol):
    """What is needed of a case's result. `trace` None: the case was not run."""

    @property
    def trace(self) -> Trace | None:
        """What the policy did."""


def measure(fleet: Sequence[FleetPolicy], results: Iterable[Traced]) -> Coverage:
    """Which units the cases show, passed or not. Results of policies outside the fleet are left out."""
    traces: dict[str, list[Trace]] = {each.name: [] for each in fleet}
    for result in results:
        if result.trace is not None and result.trace.policy in traces:
            traces[result.trace.policy].append(result.trace)
    return Coverage(tuple(of_policy(each, traces[each.name]) for each in fleet))


def of_policy(given: FleetPolicy, traces: Sequence[Trace]) -> PolicyCoverage:
    """Of one policy. InputError if c7n refuses it."""
    hits = Counter(name for trace in traces for name in seen(given, trace))
    units = tuple(replace(unit, hits=hits[unit.name]) for unit in units_of(given))
    file = given.file.path if given.file else None
    return PolicyCoverage(
        given.name, units, len(traces), tuple(_notes(given, traces, hits)), file, given.at("name")
    )


def _notes(given: FleetPolicy, traces: Sequence[Trace], hits: Counter[str]) -> Iterator[Note]:
    """Leaves that were unknown wherever they were asked, and such as never mattered."""
    resources = [resource for trace in traces for resource in trace.resources]
    decided = {path for resource in resources for path in decisive(resource.filters)}
    asked = {leaf.path: leaf for resource in resources for leaf in resource.leaves() if leaf.holds is None}
    for key, path, _ in leaves_of(given):
        known = [hits[f"leaf:{path}:{verdict}"] for verdict in ("true", "false")]
        if path in asked and not any(known):
            yield Note(_unknown(asked[path]), given.at(*key))
        elif all(known) and path not in decided:
            yield Note(f"{path} never decided: in every case another filter did so as well", given.at(*key))


def _unknown(leaf: FilterNode) -> str:
    return f"{leaf.path} was unknown in every case: {leaf.reason}"
