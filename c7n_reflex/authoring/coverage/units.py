"""What there is to cover in a policy: its events and ids, each leaf both ways, its actions, how it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from c7n_reflex.authoring.coverage.model import Kind, Unit
from c7n_reflex.authoring.filtertree import BLOCKS, expected
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.modes.calls import Call, calls_of
from c7n_reflex.modes.patterns import mentions
from c7n_reflex.pipeline.seams import tells

Key = tuple[str | int, ...]
Keyed = tuple[Key, Unit]
PATTERN = "event:pattern"
PATTERN_IDS = "ids:pattern"
REACTED, LEFT_ALONE = "outcome:reacted", "outcome:left-alone"
CALL_FAILED, SETTLED = "outcome:call-failed", "outcome:settled"
FINDING_MODES = ("hub-finding", "hub-action", "guard-duty")
_ASKS_FOR_FAILED = (("detail", "errorCode"), ("detail", "responseElements"))
# Values of a finding that say that nothing is to be done; a pattern may ask for just these.
SETTLED_VALUES = frozenset({"ARCHIVED", "SUPPRESSED", "RESOLVED", "PASSED"})


def units_of(given: FleetPolicy) -> tuple[Unit, ...]:
    """In the order of the file. InputError if c7n refuses the policy."""
    last_lines = _last_lines(given)
    found = (*_outcomes(given), *_events(given), *_leaves(given), *_actions(given))
    return tuple(replace(unit, place=given.at(*key), last_line=last_lines.get(key)) for key, unit in found)


def _last_lines(given: FleetPolicy) -> Mapping[Key, int]:
    """By key of the policy: the last line on which something of it begins."""
    last: dict[Key, int] = {}
    own = ("policies", given.index)
    for key, line in given.file.lines.items() if given.file else ():
        if key[:2] == own:
            for end in range(2, len(key) + 1):
                last[key[2:end]] = max(line, last.get(key[2:end], 0))
    return last


def mode_of(given: FleetPolicy) -> Mapping[str, Any]:
    """Its mode; empty if it has none."""
    mode = given.data.get("mode")
    return mode if isinstance(mode, Mapping) else {}


def subscriptions(given: FleetPolicy) -> tuple[tuple[Key, Call, str, str], ...]:
    """(key, call, name of its event unit, name of its ids unit) of each of `mode.events`."""
    found: list[tuple[Key, Call, str, str]] = []
    for index, event in enumerate(mode_of(given).get("events") or ()):
        (call,) = calls_of({"events": [event]})
        same = sum((call.source, call.name) == (each.source, each.name) for _, each, *_ in found)
        again = f":{same + 1}" if same else ""  # the same call once more, with other ids
        subject = f"{call.source}:{call.name}"
        found.append((("mode", "events", index), call, f"event:{subject}", f"ids:{subject}{again}"))
    return tuple(found)


def leaves_of(given: FleetPolicy) -> Iterator[tuple[Key, str, Any]]:
    """(key, path as FilterNode has it, c7n's filter) of each leaf that can be both true and false."""
    for key, path, leaf in _below(given.policy.resource_manager.filters, ("filters",), "filters"):
        if not (given.is_sweep and leaf.type == "event"):  # which is left out where there is no event
            yield key, path, leaf


def _below(filters: Sequence[Any], key: Key, path: str) -> Iterator[tuple[Key, str, Any]]:
    for n, each in enumerate(filters):
        kind = str(each.type)
        if kind in BLOCKS:
            yield from _below(each.filters, (*key, n, kind), f"{path}[{n}].{kind}")
        else:
            yield (*key, n), f"{path}[{n}]", each


def _outcomes(given: FleetPolicy) -> Iterator[Keyed]:
    mode = mode_of(given)
    pattern = mode.get("pattern")
    words = {
        REACTED: "a case that acts, or would if it did not only observe or wait for approval",
        LEFT_ALONE: "a case that does not match or stops: a near miss",
    }
    if mode.get("type") == "cloudtrail" and not any(mentions(pattern, each) for each in _ASKS_FOR_FAILED):
        words[CALL_FAILED] = "a case with a call that failed"
    if mode.get("type") in FINDING_MODES and not SETTLED_VALUES & set(_texts(pattern)):
        words[SETTLED] = "a case with a finding that is archived, suppressed, resolved or passed"
    for name, said in words.items():
        yield ("name",), Unit(Kind.OUTCOME, name, said)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _events(given: FleetPolicy) -> Iterator[Keyed]:
    mode, names = mode_of(given), set()
    for key, call, event, ids in subscriptions(given):
        if event not in names:
            yield key, Unit(Kind.EVENT, event, f"{call.name} was routed")
        names.add(event)
        yield (*key, "ids"), Unit(Kind.IDS, ids, f"ids of {call.name} found something: {call.ids}")
    if not given.is_sweep and "events" not in mode:
        yield ("mode", "pattern"), Unit(Kind.EVENT, PATTERN, "an event was routed")
        if mode.get("type") == "event" and "ids" in mode:
            yield ("mode", "ids"), Unit(Kind.IDS, PATTERN_IDS, f"ids found something: {mode['ids']}")


def _leaves(given: FleetPolicy) -> Iterator[Keyed]:
    for key, path, leaf in leaves_of(given):
        for seen in ("true", "false"):
            yield key, Unit(Kind.LEAF, f"leaf:{path}:{seen}", f"{path} was {seen}: {expected(leaf)}")


def _actions(given: FleetPolicy) -> Iterator[Keyed]:
    for n, action in enumerate(given.policy.resource_manager.actions):
        what = "told the owner" if tells(action) else "was planned, with something to change"
        yield ("actions", n), Unit(Kind.ACTION, f"action:actions[{n}]", f"actions[{n}] {action.type} {what}")
