"""What is certain of a resource after an action, and of filters that look at it.

Three values: a filter holds, does not hold, or it cannot be told (None). c7n's own value filter answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.lint.base import LintedPolicy
from c7n_reflex.authoring.lint.consequences import Consequence, Event
from c7n_reflex.authoring.lint.elements import Action, Filter, actions, filter_tree

# (resource, action): where the state is, and what it may be once the call is recorded
_STATES: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("aws.ec2", "stop"): ("State.Name", ("stopping", "stopped")),
    ("aws.ec2", "start"): ("State.Name", ("pending", "running")),
    ("aws.ec2", "terminate"): ("State.Name", ("shutting-down", "terminated")),
    ("aws.rds", "stop"): ("DBInstanceStatus", ("stopping", "stopped")),
    ("aws.rds", "delete"): ("DBInstanceStatus", ("deleting",)),
}
_TAG, _UNTAG = ("tag", "mark"), ("remove-tag", "untag", "unmark")
_TAGS_KNOWN = ("aws.ec2", "aws.ebs", "aws.s3", "aws.security-group", "aws.vpc", "aws.subnet", "aws.rds")
_MORE_THAN_TEXT = ("present", "not-null", "empty")  # to c7n.filters.core.ValueFilter
_DEFAULT_TAG = "maid_status"  # c7n.tags.DEFAULT_TAG
_ASKED = ("value_from", "value_path")  # what the value is compared with is not in the policy


@dataclass(frozen=True)
class Facts:
    """`values`: what may be at a key, as filters write it ("State.Name", "tag:env"); None is absent."""

    values: Mapping[str, tuple[str | None, ...]]
    event: Event | None = None


def facts_after(policy: LintedPolicy, upto: Action, event: Event | None = None) -> Facts:
    """What is certain once `upto`, and the actions before it, have been run on what the filters let pass."""
    values = dict(_tags_required(policy))
    for action in actions(policy):
        values.update(effect(policy.resource, action))
        if action.key == upto.key:
            break
    return Facts(values, event)


def _tags_required(policy: LintedPolicy) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """Tags that the filters ask for in the short form: they stay unless an action changes them."""
    for leaf in filter_tree(policy).children:
        if leaf.type == "value" and "type" not in leaf.data:
            ((key, wanted),) = leaf.data.items()
            if str(key).startswith("tag:") and isinstance(wanted, str) and wanted not in _MORE_THAN_TEXT:
                yield key, (None if wanted == "absent" else wanted,)


def effect(resource: str, action: Action) -> dict[str, tuple[str | None, ...]]:
    """What one action certainly makes of the resource."""
    state = _STATES.get((resource, action.type))
    if state:
        return {state[0]: state[1]}
    if resource in _TAGS_KNOWN and action.type in _TAG:
        return {f"tag:{key}": (value,) for key, value in tags_set(action)}
    if resource in _TAGS_KNOWN and action.type in _UNTAG:
        return {f"tag:{key}": (None,) for key in tags_removed(action)}
    return {}


def tags_set(action: Action) -> Iterator[tuple[str, str]]:
    """Keys and values that a `tag` action sets (c7n.tags.Tag), where neither has a variable in it."""
    data = action.data
    tags = dict(data.get("tags") or {})
    if "value" in data:
        tags[data.get("key") or data.get("tag") or _DEFAULT_TAG] = data["value"]
    for key, value in tags.items():
        if "{" not in f"{key}{value}":
            yield str(key), str(value)


def tags_removed(action: Action) -> tuple[str, ...]:
    """Keys that a `remove-tag` action removes (c7n.tags.RemoveTag)."""
    return tuple(str(key) for key in action.data.get("tags") or (_DEFAULT_TAG,))


def is_excluded(taker: LintedPolicy, maker: LintedPolicy, consequence: Consequence) -> bool:
    """True if the taker's filters certainly do not match what the maker leaves, or the event of it."""
    same = taker.resource == maker.resource
    after = facts_after(maker, consequence.action, consequence.event)
    known = after if same else Facts({}, consequence.event)
    return holds(filter_tree(taker), known) is False


def holds(filter_: Filter, facts: Facts) -> bool | None:
    """Whether the filter lets pass what the facts are about."""
    if not filter_.is_block:
        return _leaf(filter_, facts)
    inner = [holds(each, facts) for each in filter_.children]
    if filter_.type == "or":
        return True if True in inner else None if None in inner or not inner else False
    all_hold = False if False in inner else None if None in inner else True
    return all_hold if filter_.type == "and" or all_hold is None else not all_hold


def _leaf(leaf: Filter, facts: Facts) -> bool | None:
    data = leaf.data if isinstance(leaf.data, Mapping) else {}
    if leaf.type not in ("value", "event") or any(key in data for key in _ASKED):
        return None
    short = leaf.type == "value" and "type" not in data
    key = str(next(iter(data), "") if short else data.get("key", ""))
    if leaf.type == "event":
        return _answer(data, [facts.event]) if facts.event and _is_in(facts.event, key) else None
    if key not in facts.values:
        return None
    return _answer(data, [_resource(key, value) for value in facts.values[key]])


def _answer(data: Mapping[str, Any], resources: list[Any]) -> bool | None:
    """The one answer of the value filter on all of them; None where it differs."""
    from c7n.filters.core import ValueFilter

    try:
        answers = {bool(ValueFilter(dict(data)).match(each)) for each in resources}
    except Exception:  # noqa: BLE001  # it raises whatever the comparison raises
        return None
    return answers.pop() if len(answers) == 1 else None


def _resource(key: str, value: str | None) -> dict[str, Any]:
    if key.startswith("tag:"):
        return {"Tags": [] if value is None else [{"Key": key[4:], "Value": value}]}
    nested: Any = value
    for part in reversed(key.split(".")):
        nested = {part: nested}
    return dict(nested)


def _is_in(event: Event, key: str) -> bool:
    """True if there is one text at this dotted path."""
    value: Any = event
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return isinstance(value, str)
