"""From a value in boto3's shape to the JSON of a CloudTrail record, along botocore's model."""

from __future__ import annotations

import datetime as dt
import json
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from c7n_reflex.organisation.cloudtrail import secrets

# What is left out: raw bytes are never part of a record.
_OMITTED = object()


def lower_first(name: str) -> str:
    """CloudTrail's camel case: only the first letter is lowered (dBInstanceIdentifier), or all of "ARN"."""
    return name.lower() if name.isupper() else name[:1].lower() + name[1:]


def month_first(time: dt.datetime) -> str:
    """The time format of most services' records, always UTC: "Aug 1, 2024 1:37:41 PM"."""
    utc = time.astimezone(dt.UTC)
    return f"{utc:%b} {utc.day}, {utc.year} {utc.hour % 12 or 12}:{utc:%M:%S %p}"


def epoch_milliseconds(time: dt.datetime) -> int:
    """The time format of EC2's older operations."""
    return round(time.timestamp() * 1000)


def iso(time: dt.datetime) -> str:
    """The time format of EC2's newer operations."""
    return time.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Style:
    """How a service's records name members, lists and times.

    `key` gets the member's name and shape; `put` writes a list's rendered items into the structure that they
    are in, given its key, the member's name and the list's shape.
    """

    service: str
    key: Callable[[str, Shape], str]
    put: Callable[[dict[str, Any], str, str, ListShape, list[Any]], None]
    time: Callable[[dt.datetime], Any] = month_first


def plain_key(name: str, shape: Shape) -> str:
    """The member's name, or in JSON bodies the name on the wire, first letter lowered."""
    wire = shape.serialization.get("name") if not shape.serialization.get("location") else None
    return lower_first(wire or name)


def plain_list(target: dict[str, Any], key: str, _name: str, _shape: ListShape, items: list[Any]) -> None:
    """Lists stay lists."""
    target[key] = items


def structure(value: dict[str, Any], shape: StructureShape, style: Style) -> dict[str, Any]:
    """The members of `value` that the model knows; secrets are masked, raw bytes left out."""
    out: dict[str, Any] = {}
    for name, member in shape.members.items():
        if (item := value.get(name)) is None:
            continue
        key = style.key(name, member)
        if secrets.is_secret(style.service, name, member):
            if (masked := secrets.mask(style.service)) is not None:
                out[key] = masked
        elif isinstance(member, ListShape) and isinstance(item, (list, tuple)):
            style.put(out, key, name, member, _items(item, member, style))
        elif (rendered := render(item, member, style)) is not _OMITTED:
            out[key] = rendered
    return out


def render(value: Any, shape: Shape, style: Style) -> Any:
    """One value; keys of maps are the caller's words and stay as they are."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return value if shape.is_document_type else structure(value, shape, style)
    if isinstance(shape, ListShape) and isinstance(value, (list, tuple)):
        return _items(value, shape, style)
    if isinstance(shape, MapShape) and isinstance(value, dict):
        items = {str(key): _contained(item, shape.value, style) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not _OMITTED}
    return _scalar(value, style)


def _items(values: Sequence[Any], shape: ListShape, style: Style) -> list[Any]:
    rendered = (_contained(value, shape.member, style) for value in values)
    return [item for item in rendered if item is not _OMITTED]


def _contained(value: Any, shape: Shape, style: Style) -> Any:
    """An element of a list or map; in structures, `structure` looks for secrets."""
    if not shape.metadata.get("sensitive"):
        return render(value, shape, style)
    masked = secrets.mask(style.service)
    return _OMITTED if masked is None else masked


def _scalar(value: Any, style: Style) -> Any:
    if isinstance(value, dt.datetime):
        return style.time(value if value.tzinfo else value.replace(tzinfo=dt.UTC))
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        return _OMITTED
    if isinstance(value, (dict, list)):
        # boto3 decodes IAM's policy documents; on the wire and in the record they are URL-encoded JSON.
        return urllib.parse.quote(json.dumps(value, default=str), safe="")
    return value
