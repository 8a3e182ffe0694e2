"""Which policy starts which: a graph over the fleet, and its cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from c7n_reflex.authoring.lint.afterwards import is_excluded
from c7n_reflex.authoring.lint.base import Fleet, LintedPolicy
from c7n_reflex.authoring.lint.consequences import Consequence, acting_role, consequences, own_roles
from c7n_reflex.authoring.lint.taken import is_taken

LONGEST = 3  # policies in a cycle
_TAGGING = ("ec2:CreateTags", "ec2:DeleteTags")  # name nothing but the resources that are tagged


@dataclass(frozen=True)
class Edge:
    """What an action of `maker` leads to starts `taker`."""

    maker: LintedPolicy
    taker: LintedPolicy
    consequence: Consequence
    guarded: bool  # c7n-reflex leaves it alone for whose it is


Cycle = tuple[Edge, ...]


def shown(cycle: Cycle) -> str:
    """`a --ec2:StopInstances--> b --ec2:StartInstances--> a`."""
    first = cycle[0].maker.name
    return first + "".join(f" --{each.consequence.what}--> {each.taker.name}" for each in cycle)


@lru_cache(maxsize=1)  # two lints ask for the same
def edges(fleet: Fleet) -> tuple[Edge, ...]:
    """One for each pair of policies, if there is any: of several, one that nothing guards."""
    reacting = [each for each in fleet.policies if each.pattern is not None]  # nothing starts a sweep
    takers = _by_event_name(reacting)
    found: dict[tuple[LintedPolicy, LintedPolicy], Edge] = {}
    for maker in reacting:
        for consequence in consequences(maker):
            for edge in _edges(maker, consequence, takers):
                known = found.get((maker, edge.taker))
                if known is None or (known.guarded and not edge.guarded):
                    found[maker, edge.taker] = edge
    return tuple(found.values())


def _by_event_name(policies: Iterable[LintedPolicy]) -> dict[str, list[LintedPolicy]]:
    """By `eventName`; those that do not say it in plain text under "", as they may take any."""
    found: dict[str, list[LintedPolicy]] = {}
    for policy in policies:
        for name in _event_names(policy.pattern):
            found.setdefault(name, []).append(policy)
    return found


def _event_names(pattern: Any) -> set[str]:
    detail = pattern.get("detail") if isinstance(pattern.get("detail"), dict) else {}
    parts = [{"detail": detail}] if "eventName" in detail else pattern.get("$or") or [{}]
    names = [name for part in parts for name in (part.get("detail") or {}).get("eventName") or [None]]
    return (
        {name for name in names if isinstance(name, str)} if all(isinstance(n, str) for n in names) else {""}
    )


def _edges(
    maker: LintedPolicy, consequence: Consequence, takers: dict[str, list[LintedPolicy]]
) -> Iterator[Edge]:
    name = consequence.event["detail"].get("eventName")
    for taker in (*takers.get(name or "", ()), *(takers.get("", ()) if name else ())):
        starts = _is_about(taker, maker, consequence) and is_taken(taker, consequence)
        ends = starts and (_is_mended(maker, taker, consequence) or is_excluded(taker, maker, consequence))
        if starts and not ends:
            yield Edge(maker, taker, consequence, _is_guarded(maker, taker, consequence))


def _is_guarded(maker: LintedPolicy, taker: LintedPolicy, consequence: Consequence) -> bool:
    if consequence.is_finding:  # c7n_reflex.modes.findings leaves alone what the policy itself has posted
        return maker.name == taker.name
    return acting_role(maker) in own_roles(taker)


def _is_about(taker: LintedPolicy, maker: LintedPolicy, consequence: Consequence) -> bool:
    """False if the event certainly names no resource of the taker's type."""
    if taker.resource in (maker.resource, "aws.account"):
        return True
    if consequence.what in _TAGGING:
        prefixes = {each.policy.resource_manager.resource_type.id_prefix for each in (taker, maker)}
        return len(prefixes) == 1 or None in prefixes
    return not consequence.is_finding


def _is_mended(maker: LintedPolicy, taker: LintedPolicy, consequence: Consequence) -> bool:
    """True if the action is a remediation, which finds nothing to do on what it has itself just mended."""
    from custom_actions.base import Remediation

    number = consequence.action.key[-1]
    return maker is taker and isinstance(maker.policy.resource_manager.actions[number], Remediation)


def cycles(found: Iterable[Edge], *, guarded: bool) -> Iterator[Cycle]:
    """Those that a guard ends (`guarded`; one is enough), or those that nothing does.

    For each policy the shortest in which it comes first; none goes through a policy twice.
    """
    leaving: dict[LintedPolicy, dict[LintedPolicy, Edge]] = {}
    for edge in found if guarded else (each for each in found if not each.guarded):
        leaving.setdefault(edge.maker, {})[edge.taker] = edge
    place = {policy: number for number, policy in enumerate(leaving)}
    for start in leaving:
        rounds = (each for length in range(LONGEST) for each in _rounds(start, length, leaving, place))
        wanted = (each for each in rounds if any(edge.guarded for edge in each) is guarded)
        cycle = next(wanted, None)
        if cycle:
            yield cycle


def _rounds(
    start: LintedPolicy,
    between: int,
    leaving: dict[LintedPolicy, dict[LintedPolicy, Edge]],
    place: dict[LintedPolicy, int],
    path: Cycle = (),
) -> Iterator[Cycle]:
    """Paths back to the start with so many policies between, all of which come later than it."""
    here = leaving[path[-1].taker if path else start]
    if not between:
        if start in here:
            yield (*path, here[start])
        return
    been = {edge.taker for edge in path}
    for taker, edge in here.items():
        if place.get(taker, -1) > place[start] and taker not in been:
            yield from _rounds(start, between - 1, leaving, place, (*path, edge))


def cycles_of(fleet: Fleet, *, guarded: bool) -> Iterator[Cycle]:
    """See `cycles`."""
    return cycles(edges(fleet), guarded=guarded)
