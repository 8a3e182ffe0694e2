"""The report as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c7n_reflex.authoring.coverage.table import shown, table
from c7n_reflex.authoring.mutation.diffs import diff
from c7n_reflex.authoring.mutation.model import Fate, MutationReport, PolicyMutation, Tried

_HEAD = ("policy", "cases", "mutants", "killed", "survived", "score")


def text(report: MutationReport) -> str:
    """A table with a line a policy, and below it each survivor as a diff of the policy file."""
    rows = [_row(policy) for policy in report.policies]
    lines = [*table([_HEAD, *rows, _total(report)])]
    for policy in report.policies:
        lines += _survivors(policy)
    return "\n".join(lines)


def as_dict(report: MutationReport) -> dict[str, Any]:
    """As printed by `test --mutate --output json`; scores of 0 to 100, rounded down to a tenth."""
    return {
        "score": shown(report.score),
        "seconds": round(report.seconds, 3),
        "policies": [_policy(policy) for policy in report.policies],
    }


def _numbers(tried: tuple[Tried, ...]) -> tuple[int, int, int]:
    killed = sum(each.fate is Fate.KILLED for each in tried)
    survived = sum(each.fate is Fate.SURVIVED for each in tried)
    return killed + survived, killed, survived


def _row(policy: PolicyMutation) -> tuple[str, ...]:
    numbers = map(str, _numbers(policy.tried))
    return (policy.policy, str(policy.cases), *numbers, f"{shown(policy.score):g}%")


def _total(report: MutationReport) -> tuple[str, ...]:
    cases = str(sum(policy.cases for policy in report.policies))
    return ("all", cases, *map(str, _numbers(report.tried)), f"{shown(report.score):g}%")


def _survivors(policy: PolicyMutation) -> Iterator[str]:
    if policy.survivors and not policy.cases:
        yield f"\n{policy.policy}: no case passes, so that no mutant was tried"
        return
    for tried in policy.survivors:
        yield f"\n{policy.policy}: survived {tried.mutant.operator}: {tried.mutant.description}"
        yield diff(policy.given, tried.mutant)


def _policy(policy: PolicyMutation) -> dict[str, Any]:
    counted, killed, survived = _numbers(policy.tried)
    return {
        "policy": policy.policy,
        "cases": policy.cases,
        "score": shown(policy.score),
        "mutants": counted,
        "killed": killed,
        "survived": survived,
        "invalid": len(policy.of(Fate.INVALID)),
        "equivalent": len(policy.of(Fate.EQUIVALENT)),
        "survivors": [_survivor(policy, tried) for tried in policy.survivors],
    }


def _survivor(policy: PolicyMutation, tried: Tried) -> dict[str, Any]:
    mutant = tried.mutant
    place = policy.given.at(*mutant.change.key)
    return {
        "operator": mutant.operator,
        "description": mutant.description,
        "file": str(place.file) if place else None,
        "line": place.line if place else None,
        "diff": diff(policy.given, mutant),
    }
