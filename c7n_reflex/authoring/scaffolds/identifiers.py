"""Where an API call names the resource: the JMESPath for `ids`, guessed from a sample of its event."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c7n.cwe import CloudWatchEvents

from c7n_reflex.errors import InputError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PARTS = ("requestParameters", "responseElements")
_GENERIC = {"id", "name", "arn"}  # of what, only the service says, and only for outer fields
_OUTERMOST, _ANY_DEPTH = 1, 99
_ANYTHING = "resourceid"  # in calls about resources of every type: CreateTags


@dataclass(frozen=True)
class Field:
    """A value in the event."""

    path: str  # JMESPath below `detail`
    name: str
    depth: int


def ids(event: Mapping[str, Any], manager: Any) -> str:
    """The JMESPath below `detail`. InputError, with the call's fields, where nothing seems to be the id."""
    detail = event["detail"]
    known = CloudWatchEvents.trail_events.get(str(detail.get("eventName")))
    fields = [each for part in _PARTS for each in _fields(detail.get(part), part, 1)]
    for name in _names(manager):
        deepest = _OUTERMOST if name in _GENERIC else _ANY_DEPTH
        found = [each for each in fields if each.name.lower() == name and each.depth <= deepest]
        if found and (name not in _GENERIC or is_of_service(str(detail.get("eventSource")), manager)):
            return min(found, key=lambda each: each.depth).path
    if known and known["source"] == detail.get("eventSource"):
        return str(known["ids"])
    if manager.type == "account":
        return "recipientAccountId"
    shown = ", ".join(each.path for each in fields) or "none"
    raise InputError(
        f"{detail.get('eventName')} does not seem to name an aws.{manager.type}",
        remedy=f"say where it does by --ids; its fields: {shown}",
    )


def event_source(manager: Any) -> str:
    """Of the calls that Custodian makes for this resource type: "ec2.amazonaws.com"."""
    from c7n_reflex.authoring.apis import models
    from c7n_reflex.organisation.cloudtrail import names

    return names.event_source(models.model(manager.resource_type.service))


def is_of_service(source: str, manager: Any) -> bool:
    """True if the event source is that of the resource type."""
    return source == event_source(manager)


def _fields(value: Any, path: str, depth: int) -> Iterator[Field]:
    """What is in a part of the record, outer fields first at each level."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            inner = f"{path}.{name if _PLAIN.fullmatch(name) else json.dumps(name)}"
            if isinstance(item, Mapping | list):
                yield from _fields(item, inner, depth + 1)
                if not isinstance(item, list) or not _is_texts(item):
                    continue
                inner += "[]"
            yield Field(inner, name, depth)
    elif isinstance(value, list):
        for item in value[:1]:
            yield from _fields(item, f"{path}[]", depth + 1)


def _is_texts(items: list[Any]) -> bool:
    return bool(items) and isinstance(items[0], str)


def _names(manager: Any) -> list[str]:
    """What the field may be called, in lower case, the likeliest first."""
    model = manager.resource_type
    kind = (getattr(model, "cfn_type", None) or "").rpartition("::")[2] or manager.type.replace("-", "")
    given = [model.id, f"{kind}{model.id}", f"{kind}Id", f"{kind}Name", f"{kind}Identifier", model.name]
    names = [re.sub(r"[^a-z0-9]", "", str(name).lower()) for name in given if name and "." not in str(name)]
    ordered = sorted(names, key=lambda each: each in _GENERIC)  # stable
    return list(dict.fromkeys([*ordered, _ANYTHING]))
