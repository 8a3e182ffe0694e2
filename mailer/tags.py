"""The tags of a resource, however its service writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# As AWS's services call them, and Google's (c7n_mailer.utils.get_resource_tag_targets).
_LISTS = ("Tags", "tags", "TagList", "tagList", "TagSet", "tagSet", "labels")
# EC2 and most; ECS, MQ ...; KMS, CloudHSM.
_PAIRS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))


def tags_of(resource: Any) -> dict[str, str]:
    """Values by key; empty for what has no tags. The first of several with one key counts."""
    found: dict[str, str] = {}
    if isinstance(resource, dict):
        for key, value in (pair for name in _LISTS for pair in _pairs(resource.get(name))):
            if isinstance(key, str) and isinstance(value, str):
                found.setdefault(key, value)
    return found


def values_of(resource: Any, keys: Iterable[str]) -> list[str]:
    """The values of these tags, in the order of `keys`; without empty ones."""
    tags = tags_of(resource)
    return [tags[key].strip() for key in keys if tags.get(key, "").strip()]


def _pairs(tags: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(tags, dict):
        return tags.items()
    entries = [each for each in tags if isinstance(each, dict)] if isinstance(tags, list) else []
    return [(each[key], each.get(value)) for each in entries for key, value in _PAIRS if key in each]
