"""Results for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from c7n_reflex.authoring.cases.comparing import actual
from c7n_reflex.authoring.cases.model import CaseResult, Difference
from c7n_reflex.authoring.cases.parting import why


def render(results: Sequence[CaseResult], more: Mapping[str, Any]) -> str:
    """`{"summary": {"pass": 1, ...}, "cases": [...]}`, and what there is `more`."""
    counts = Counter(str(each.verdict) for each in results)
    document = {"summary": dict(counts), "cases": [_case(each) for each in results], **more}
    return json.dumps(document, indent=1, default=str)


def _case(result: CaseResult) -> dict[str, Any]:
    case, place = result.case, result.case.place
    return {
        "policy": case.policy,
        "name": case.name,
        "file": str(place.file) if place else None,
        "line": place.line if place else None,
        "verdict": str(result.verdict),
        "seconds": round(result.seconds, 6),
        **({"skip": case.skip} if case.skip else {}),
        **({"actual": actual(result.trace)} if result.trace else {}),
        "differences": [_difference(each) for each in result.differences],
        "why": [] if result.ok else why(result),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    place = difference.place
    return {
        "key": difference.key,
        "expected": difference.expected,
        "actual": difference.actual,
        "line": place.line if place else None,
    }
