"""The parts of a policy that lints look at: calls, actions, and filters as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.lint.base import Key, LintedPolicy

_BLOCKS = ("and", "or", "not")


@dataclass(frozen=True)
class WrittenCall:
    """One item of `mode.events` of mode `cloudtrail`, shortcuts written out."""

    key: Key
    source: str
    name: str
    ids: str
    shortcut: str = ""  # as it is written, if it is one


@dataclass(frozen=True)
class Action:
    """One action; `data` is empty where only its name is written."""

    key: Key
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """A filter, or a block of them (`and`, `or`, `not`); c7n joins the filters in `not` by `and`."""

    key: Key
    type: str
    data: Any
    children: tuple[Filter, ...] = ()

    @property
    def is_block(self) -> bool:
        """True for `and`, `or` and `not`."""
        return self.type in _BLOCKS


def calls(policy: LintedPolicy) -> Iterator[WrittenCall]:
    """What a `cloudtrail` policy subscribes to; nothing for the other modes."""
    from c7n_reflex.modes.calls import calls_of

    if policy.mode_type != "cloudtrail":
        return
    for index, event in enumerate(policy.mode_block.get("events") or ()):
        (call,) = calls_of({"events": [event]})
        shortcut = event if isinstance(event, str) else ""
        yield WrittenCall(("mode", "events", index), call.source, call.name, call.ids, shortcut)


def actions(policy: LintedPolicy) -> Iterator[Action]:
    """In the order in which they are written."""
    for index, action in enumerate(policy.data.get("actions") or ()):
        if isinstance(action, Mapping):
            yield Action(("actions", index), str(action.get("type")), action)
        else:
            yield Action(("actions", index), str(action), {})


def filter_tree(policy: LintedPolicy) -> Filter:
    """The policy's filters as one `and`."""
    written = policy.data.get("filters") or []
    return Filter(("filters",), "and", written, _children(written, ("filters",)))


def _children(written: Any, key: Key) -> tuple[Filter, ...]:
    if isinstance(written, Mapping):  # a block with one filter, not in a list
        return (_filter(written, key),)
    return tuple(_filter(each, (*key, index)) for index, each in enumerate(written or ()))


def _filter(written: Any, key: Key) -> Filter:
    if not isinstance(written, Mapping):
        return Filter(key, str(written), {"type": written})
    if "type" in written:
        return Filter(key, str(written["type"]), written)
    name = str(next(iter(written), ""))
    if len(written) == 1 and name in _BLOCKS:
        return Filter((*key, name), name, written[name], _children(written[name], (*key, name)))
    return Filter(key, "value", written)  # the short form, {key: value}


def walk(root: Filter) -> Iterator[Filter]:
    """The block itself and everything in it."""
    yield root
    for child in root.children:
        yield from walk(child)


def leaves(policy: LintedPolicy) -> Iterator[Filter]:
    """All filters that are no blocks."""
    return (each for each in walk(filter_tree(policy)) if not each.is_block)
