"""Whether a rule would deliver an event of which only a part is known.

What a pattern asks of the rest is taken as fulfilled: the answer is "may", never "will".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from c7n_reflex.authoring.lint.base import LintedPolicy
from c7n_reflex.authoring.lint.consequences import Consequence, Event
from c7n_reflex.authoring.patterns.written import Written, written
from c7n_reflex.events import patterns
from c7n_reflex.events.patterns import InvalidPatternError
from c7n_reflex.modes.translation import IMPORTED

_CERTAINLY_ABSENT = ("detail.errorCode", "detail.errorMessage")  # of a call that has had its effect


def is_taken(policy: LintedPolicy, consequence: Consequence) -> bool:
    """Whether the policy's rule would deliver the event to it, whoever made the call."""
    return _is_taken(policy, json.dumps(consequence.event))


@lru_cache(maxsize=65536)  # many policies lead to the same events
def _is_taken(policy: LintedPolicy, text: str) -> bool:
    event = json.loads(text)
    return any(_matches(each, _known(event), event) for each in _alternatives(policy, event["detail-type"]))


@lru_cache(maxsize=4096)
def _alternatives(policy: LintedPolicy, detail_type: str) -> tuple[Written, ...]:
    mode = policy.mode
    if not hasattr(mode, "kind_pattern"):
        return ()
    # A finding that is settled from the beginning never comes round.
    pattern = mode.event_pattern() if detail_type == IMPORTED else mode.kind_pattern()
    return _written(pattern) if pattern is not None else ()


def may_match(pattern: Mapping[str, Any], event: Event) -> bool:
    """Whether an event with these fields can match; fields that it does not have are as the pattern wants."""
    return any(_matches(each, _known(event), event) for each in _written(pattern))


def _written(pattern: Mapping[str, Any]) -> tuple[Written, ...]:
    try:
        return tuple(written(pattern))
    except InvalidPatternError:
        return ()


def _known(event: Event) -> frozenset[str]:
    return frozenset((*_leaves(event, ()), *_CERTAINLY_ABSENT))


def _matches(alternative: Mapping[str, Any], known: frozenset[str], event: Event) -> bool:
    asked = {path: wanted for path, wanted in alternative.items() if path in known}
    return not asked or bool(patterns.compile(_nested(asked)).matches(dict(event)))


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, wanted in fields.items():
        *stems, last = path.split(".")
        node = nested
        for stem in stems:
            node = node.setdefault(stem, {})
        node[last] = wanted
    return nested


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Dotted paths; what is in arrays has the path of the array."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield ".".join(path)
