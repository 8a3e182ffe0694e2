"""The mode's pattern reaches a little further: a lower severity, a settled finding, a number off by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.mutation.changes import Replace
from c7n_reflex.authoring.mutation.elements import PatternField, Proposal, pattern_fields

NAME = "nudge-pattern"
# https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html (Label)
SEVERITIES = ("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_SETTLED = {("RecordState",): ("ARCHIVED",), ("Workflow", "Status"): ("SUPPRESSED", "RESOLVED")}


def proposals(data: Mapping[str, Any]) -> Iterator[Proposal]:
    """Of fields that list severities or states of findings, and of numbers that are compared with."""
    for field in pattern_fields(data):
        yield from _lower(field)
        yield from _settled(field)
        yield from _off_by_one(field)


def _lower(field: PatternField) -> Iterator[Proposal]:
    ranks = [SEVERITIES.index(each) for each in field.alternatives if each in SEVERITIES]
    if ranks and min(ranks) > 0:
        label = SEVERITIES[min(ranks) - 1]
        yield Proposal(Replace(field.key, [*field.alternatives, label]), f"{field.name} with {label}")


def _settled(field: PatternField) -> Iterator[Proposal]:
    """Left out altogether such a field changes nothing: the mode itself then asks for what stands."""
    settled = next((words for end, words in _SETTLED.items() if field.key[-len(end) :] == end), ())
    for word in settled:
        if word not in field.alternatives:
            yield Proposal(Replace(field.key, [*field.alternatives, word]), f"{field.name} with {word}")


def _off_by_one(field: PatternField) -> Iterator[Proposal]:
    for n, each in enumerate(field.alternatives):
        limits = each.get("numeric") if isinstance(each, Mapping) else None
        for m, limit in enumerate(limits if isinstance(limits, list) else ()):
            if isinstance(limit, int | float) and not isinstance(limit, bool):
                key = (*field.key, n, "numeric", m)
                yield Proposal(Replace(key, limit + 1), f"{field.name}: {limit + 1} instead of {limit}")
                yield Proposal(Replace(key, limit - 1), f"{field.name}: {limit - 1} instead of {limit}")
