"""Patches of sample events: `{detail.requestParameters.groupId: sg-1}`."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from c7n_reflex.authoring.cases.part import nearest
from c7n_reflex.errors import InputError

JSON = Any
DELETE = "$delete"
# a name, [0], or ["a.name"]; dots separate
_STEP = re.compile(r'\.?(?:(?P<name>[^.\[\]"]+)|\[(?P<index>[0-9]+)\]|\["(?P<quoted>[^"]+)"\])')


def patched(event: Mapping[str, JSON], patch: Mapping[str, JSON]) -> dict[str, JSON]:
    """A copy of the event with these values at these paths.

    null sets null, "$delete" removes. Only the last step of a path may be new. InputError (without a place)
    names the step that is not there, and the nearest that is.
    """
    result = copy.deepcopy(dict(event))
    for path, value in patch.items():
        _apply(result, path, value)
    return result


def steps(path: str) -> list[str | int]:
    """`a.b[0]["c.d"]` as ["a", "b", 0, "c.d"]. InputError if it is no path."""
    found: list[str | int] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or (at == 0 and path[0] == "."):
            raise InputError(f"{path!r} is no path", remedy='write it as detail.list[0].name["a.name"]')
        index, at = match["index"], match.end()
        found.append(int(index) if index is not None else match["name"] or match["quoted"])
    if not found:
        raise InputError("the path is empty", remedy="write it as detail.eventName")
    return found


def _apply(event: JSON, path: str, value: JSON) -> None:
    *parents, last = steps(path)
    holder = event
    for number, step in enumerate(parents):
        if not _has(holder, step):
            raise _missing(path, _joined([*parents[: number + 1]]), holder, step)
        holder = holder[step]
    if value == DELETE:
        if not _has(holder, last):
            raise _missing(path, path, holder, last)
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(copy.deepcopy(value))
    elif _may_be_set(holder, last):
        holder[last] = copy.deepcopy(value)
    else:
        raise _missing(path, path, holder, last)


def _has(holder: JSON, step: str | int) -> bool:
    if isinstance(holder, dict):
        return isinstance(step, str) and step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def _may_be_set(holder: JSON, last: str | int) -> bool:
    """A new key that differs from one that is there by its spelling alone is a slip."""
    if _has(holder, last):
        return True
    alike = [] if not isinstance(holder, dict) else [key for key in holder if _plain(key) == _plain(last)]
    return isinstance(holder, dict) and isinstance(last, str) and not alike


def _plain(name: object) -> str:
    return re.sub(r"[-_]", "", str(name)).lower()


def _missing(path: str, at: str, holder: JSON, step: str | int) -> InputError:
    text = f"the event has no {at!r}" if at == path else f"the event has no {at!r}, in {path!r}"
    if isinstance(holder, dict):
        return InputError(text, remedy=_like(str(step), holder))
    if isinstance(holder, list):
        return InputError(text, remedy=f"it is a list of {len(holder)}: write [0] for its first")
    return InputError(text, remedy=f"what holds it is {holder!r}")


def _like(step: str, holder: Mapping[str, JSON]) -> str:
    same = [key for key in holder if _plain(key) == _plain(step)]
    return f"did you mean {same[0]!r}?" if same else nearest(step, holder, _listing(holder))


def _listing(holder: Iterable[str]) -> str:
    names = list(holder)
    return f"there is: {', '.join(names)}" if names else "nothing is there: set the whole"


def _joined(path: Iterable[str | int]) -> str:
    from c7n_reflex.policyfiles.sources import dotted

    return dotted(tuple(path))
