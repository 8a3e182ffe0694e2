"""Changes to a sample event: `detail.requestParameters.groupId=sg-1`."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from c7n_reflex.errors import InputError

_FORM = "write PATH=VALUE: detail.requestParameters.groupId=sg-1, detail.resources.0.type=x"
_WORDS = {"true": True, "false": False, "null": None}


def changed(event: dict[str, Any], changes: Iterable[str]) -> dict[str, Any]:
    """A copy of the event with `PATH=VALUE` set, in their order.

    The path is dotted, items of lists are counted from 0, and what is not there is made. A value is text;
    a number where a number stood, and JSON where it begins with `{`, `[` or `"`, or is true, false or null.
    Raises InputError for what is no such change, and for a path that leads through a text or a number.
    """
    result = copy.deepcopy(event)
    for change in changes:
        path, equals, value = change.partition("=")
        keys = path.split(".")
        if not equals or not all(keys):
            raise InputError(f"{change!r} is no change", remedy=_FORM)
        _set(result, keys, value, change)
    return result


def _set(event: dict[str, Any], keys: list[str], value: str, change: str) -> None:
    target: Any = event
    for index, key in enumerate(keys[:-1]):
        inner = _get(target, key, change)
        if inner is None:
            inner = {}
            _put(target, key, inner, change)
        if not isinstance(inner, (dict, list)):
            raise InputError(f"{'.'.join(keys[: index + 1])} has nothing in it", remedy=_FORM)
        target = inner
    _put(target, keys[-1], _value(value, _get(target, keys[-1], change), change), change)


def _get(target: Any, key: str, change: str) -> Any:
    return target.get(key) if isinstance(target, dict) else target[_index(target, key, change)]


def _put(target: Any, key: str, value: Any, change: str) -> None:
    if isinstance(target, dict):
        target[key] = value
    else:
        target[_index(target, key, change)] = value


def _index(target: list[Any], key: str, change: str) -> int:
    if not (key.isascii() and key.isdigit()) or int(key) >= len(target):
        raise InputError(f"{change!r}: the list has {len(target)} items, {key} is none of them", remedy=_FORM)
    return int(key)


def _value(text: str, before: Any, change: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] in ("{", "[", '"'):
        try:
            return json.loads(text)
        except ValueError as error:
            raise InputError(f"{change!r}: the value is not JSON: {error}", remedy=_FORM) from None
    if isinstance(before, (int, float)) and not isinstance(before, bool):
        try:
            return type(before)(text)
        except ValueError:
            return text
    return text
