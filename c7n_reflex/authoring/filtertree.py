"""The filters of a policy as a tree, every leaf evaluated: no leaf is skipped because another decided.

Each leaf is c7n's own filter, asked about one resource. What needs AWS is unknown, and so is a block whose
end depends on it. Filters that look at all resources together (`reduce`, `value_type: resource_count`) see
only this one here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from c7n_reflex.authoring.trace import FilterNode
from c7n_reflex.pipeline.outcome import UnknownError

JSON = Any
Event = Mapping[str, Any] | None
BLOCKS = ("and", "or", "not")


def evaluate(policy: Any, resource: Mapping[str, Any] | None, event: Event) -> tuple[FilterNode, ...]:
    """The tree of a c7n policy for one resource (None: not known); top level nodes are joined by `and`."""
    working = None if resource is None else copy.deepcopy(dict(resource))
    filters = policy.resource_manager.filters
    return tuple(_node(each, f"filters[{n}]", working, event) for n, each in enumerate(filters))


def joined(nodes: Sequence[FilterNode]) -> bool | None:
    """Whether all hold; None if that is unknown."""
    return _and([node.holds for node in nodes])


def _and(values: Sequence[bool | None]) -> bool | None:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _or(values: Sequence[bool | None]) -> bool | None:
    return _not(_and([_not(value) for value in values]))


_JOINS: dict[str, Callable[[Sequence[bool | None]], bool | None]] = {
    "and": _and,
    "or": _or,
    "not": lambda values: _not(_and(values)),
}


def _node(given: Any, path: str, resource: dict[str, Any] | None, event: Event) -> FilterNode:
    kind = str(given.type)
    if kind not in BLOCKS:
        return _leaf(given, path, resource, event)
    children = tuple(
        _node(each, f"{path}.{kind}[{n}]", resource, event) for n, each in enumerate(given.filters)
    )
    return FilterNode(path, kind, _JOINS[kind]([child.holds for child in children]), children=children)


def _leaf(given: Any, path: str, resource: dict[str, Any] | None, event: Event) -> FilterNode:
    kind, wanted = str(given.type), expected(given)
    asks_event = kind == "event"
    if resource is None and not asks_event:
        return FilterNode(path, kind, None, wanted, reason="needs the resource")
    if asks_event and event is None:
        return FilterNode(path, kind, True, wanted, reason="left out: there is no event")
    before = set(resource or ())
    try:
        holds = bool(given.process([resource if resource is not None else {}], event))
    except UnknownError as error:
        return FilterNode(path, kind, None, wanted, reason=f"needs {', '.join(error.needs)}")
    # Filters meet resources of any shape, and raise what they like; live that is `undecided`.
    except Exception as error:  # noqa: BLE001
        return FilterNode(path, kind, None, wanted, reason=f"raises {type(error).__name__}: {error}")
    found, actual = _actual(given, dict(event or {}) if asks_event else resource or {}, before)
    reason = "" if holds else ("value mismatch" if found else "field absent" if _looks_at_key(given) else "")
    return FilterNode(path, kind, holds, wanted, actual, found, reason)


def _looks_at_key(given: Any) -> bool:
    from c7n.filters.core import EventFilter, Filter, ValueFilter

    own = (Filter.process, ValueFilter.process, EventFilter.process)
    return isinstance(given, ValueFilter) and type(given).process in own and given.k is not None


def _actual(given: Any, asked: dict[str, Any], before: set[str]) -> tuple[bool, JSON]:
    """(whether there is something, what): the value at the filter's key, or what the filter noted."""
    if _looks_at_key(given):
        value = given.get_resource_value(given.k, asked)
        return value is not None, value
    noted = {key: value for key, value in asked.items() if key not in before and key != "c7n:MatchedFilters"}
    if len(noted) == 1:
        return True, next(iter(noted.values()))
    return bool(noted), noted or None


def expected(given: Any) -> str:
    """What the filter asks for, in a line: `State.Name in [running, stopped]`."""
    data = given.data
    if not isinstance(data, dict):
        return str(data)
    if "key" in data and ("value" in data or "value_from" in data):
        return f"{data['key']} {data.get('op', 'eq')} {shown(data.get('value', data.get('value_from')))}"
    rest = {key: value for key, value in data.items() if key != "type"}
    if "type" not in data and len(rest) == 1:
        ((key, value),) = rest.items()
        return f"{key} {'is' if value in ('present', 'absent', 'not-null', 'empty') else 'eq'} {shown(value)}"
    return " ".join([str(data.get("type", "")), *(f"{key}: {shown(value)}" for key, value in rest.items())])


def shown(value: JSON, longest: int = 80) -> str:
    """A value in a line, as YAML's flow style has it."""
    if isinstance(value, list | tuple):
        text = f"[{', '.join(shown(each, longest) for each in value)}]"
    elif isinstance(value, dict):
        text = f"{{{', '.join(f'{key}: {shown(each, longest)}' for key, each in value.items())}}}"
    elif isinstance(value, bool) or value is None:
        text = {True: "true", False: "false", None: "null"}[value]
    else:
        text = str(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
