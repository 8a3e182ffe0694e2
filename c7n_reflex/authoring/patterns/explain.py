"""Why a pattern does or does not match an event. The verdict is the matcher's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from c7n_reflex.authoring.patterns.trace import ABSENT, MISMATCH, SPREAD, FieldTrace, PatternTrace
from c7n_reflex.authoring.patterns.written import Written, written
from c7n_reflex.events.patterns import compile  # noqa: A004 - as in `re.compile`
from c7n_reflex.events.patterns.field import Field
from c7n_reflex.events.patterns.pattern import NOWHERE, Flattening, Values, satisfies

Fields = list[tuple[str, Field]]


def explain(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> PatternTrace:
    """Every field of the pattern (parsed JSON), held against the event (the envelope).

    Of alternatives (`$or`) the one that matches is shown, or else the one with the fewest failing fields.
    If that is one, what other alternatives would take in its place is among what is wanted.
    Raises InvalidPatternError for a pattern that EventBridge would refuse.
    """
    compiled = compile(pattern)
    values = Flattening(compiled._leaves, compiled._stems).run(dict(event))
    traces = [
        _fields(rule, texts, values) for rule, texts in zip(compiled._rules, written(pattern), strict=True)
    ]
    nearest = min(traces, key=lambda fields: (len(_failing(fields)), -len(fields)))
    return PatternTrace(compiled.matches(dict(event)), _merged(nearest, traces), len(traces))


def _fields(rule: Fields, texts: Written, values: Values) -> tuple[FieldTrace, ...]:
    """Field after field as the matcher goes, but leaving out those that fail instead of stopping."""
    kept: Fields = []
    traces = []
    for path, field in rule:
        matched = satisfies([*kept, (path, field)], 0, values, NOWHERE)
        if matched:
            kept.append((path, field))
        found = tuple(value for value, _ in values.get(path, ()))
        reason = "" if matched else _reason(field, found)
        traces.append(FieldTrace(path, tuple(texts[path]), found, matched, reason))
    return tuple(traces)


def _reason(field: Field, found: Sequence[Any]) -> str:
    if not found:
        return ABSENT
    return SPREAD if any(field.matches(value) for value in found) else MISMATCH


def _failing(fields: Sequence[FieldTrace]) -> tuple[str, ...]:
    return tuple(field.path for field in fields if not field.matched)


def _merged(
    nearest: tuple[FieldTrace, ...], traces: Sequence[Sequence[FieldTrace]]
) -> tuple[FieldTrace, ...]:
    """The nearest alternative; if one field fails in it, with all that would do there in any alternative."""
    failing = _failing(nearest)
    if len(failing) != 1:
        return nearest
    alike = [field for each in traces if _failing(each) == failing for field in each if not field.matched]
    unique = {repr(wanted): wanted for field in alike for wanted in field.wanted}
    return tuple(
        field if field.matched else replace(field, wanted=tuple(unique.values())) for field in nearest
    )
