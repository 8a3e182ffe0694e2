"""A case's event: a sample, a file or inline, with a patch; in EventBridge's envelope in the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.cases.part import Part
from c7n_reflex.authoring.cases.patching import patched, steps
from c7n_reflex.errors import InputError

Event = dict[str, Any]
KEYS = ("sample", "file", "inline", "index", "patch")
_SOURCES = ("sample", "file", "inline")


def event(part: Part) -> tuple[Event, tuple[Path, ...]]:
    """(the event, the files that it was read from). InputError for what is none."""
    part.only(KEYS, "an event")
    given = [name for name in _SOURCES if name in part]
    if len(given) != 1:
        raise part.wrong(
            f"the event has {' and '.join(given) or 'no source'}", f"give one of {', '.join(_SOURCES)}"
        )
    found, files = _READERS[given[0]](part[given[0]])
    chosen = _chosen(part, found)
    return (_patched(part["patch"], chosen) if "patch" in part else chosen), files


def _sample(part: Part) -> tuple[list[Event], tuple[Path, ...]]:
    name = part.text("a sample", "give the name of one")
    return [_placed(part, partial(_named, name))], ()


@lru_cache(maxsize=1024)
def _named(name: str) -> Event:
    """Shared by all cases that ask for it: whoever changes it changes a copy."""
    from c7n_reflex.authoring.samples import sample

    return sample(name)


def _file(part: Part) -> tuple[list[Event], tuple[Path, ...]]:
    from c7n_reflex.authoring import eventfiles

    path = part.source.path.parent / part.text("a file", "give its path from this file's folder")
    if not path.is_file():
        raise part.wrong(f"there is no file {part.data!r}", "its path begins in this file's folder")
    return [each.event for each in eventfiles.read(path)], (path,)


def _inline(part: Part) -> tuple[list[Event], tuple[Path, ...]]:
    from c7n_reflex.authoring import eventfiles

    place = part.source.place(part.key)
    try:
        return [each.event for each in eventfiles.wrap(part.data, place)], ()
    except InputError as error:
        raise part.wrong(error.message, error.remedy) from None


_READERS: dict[str, Callable[[Part], tuple[list[Event], tuple[Path, ...]]]] = {
    "sample": _sample,
    "file": _file,
    "inline": _inline,
}


def _chosen(part: Part, found: list[Event]) -> Event:
    if "index" not in part:
        if len(found) > 1:
            raise part.wrong(f"there are {len(found)} events", "say which by `index: 0`")
        return found[0]
    index = part["index"].data
    if type(index) is not int or not 0 <= index < len(found):
        raise part["index"].wrong(f"there is no event {index!r}", f"0 to {len(found) - 1}")
    return found[index]


def _patched(part: Part, event: Event) -> Event:
    part.mapping("a patch", "write it as {detail.eventName: RunInstances}")
    for path in part.data:
        event = _placed(part[path], partial(_with, event, path, part[path]))
    return event


def _with(event: Event, path: str, part: Part) -> Event:
    """With one path set. The value is made plain as a member of that name: an account's id is text."""
    from c7n_reflex.authoring.eventforms.plain import plain

    name = str(steps(path)[-1])
    return patched(event, {path: plain({name: part.data}, part.source.place(part.key))[name]})


def _placed(part: Part, read: Callable[[], Event]) -> Event:
    """With the place in the file of cases on what is wrong."""
    try:
        return read()
    except InputError as error:
        raise part.wrong(error.message, error.remedy) from None
