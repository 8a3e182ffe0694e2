"""A YAML or JSON file of an author, parsed once; the lines of its keys are looked up only when needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place
from c7n_reflex.policyfiles.sources import dotted

Key = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100


@dataclass(frozen=True)
class Source:
    """One file, read."""

    path: Path
    data: Any  # as YAML gives it, dates included
    node: yaml.Node | None

    def place(self, key: Iterable[str | int]) -> Place:
        """Where this key is; the line is that of the nearest key above it that is in the file."""
        path = tuple(key)
        node, line = self.node, None
        for part in path:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return Place(self.path, line, dotted(path) or None)


def read(path: Path) -> Source:
    """Read one file. InputError, with the line, for what is not YAML, and for a key that is there twice."""
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        _check(node, path, (), set())
        return Source(path, loader.construct_document(node) if node else None, node)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(path)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(path, mark.line + 1 if mark else None)
        raise InputError(f"is not YAML: {error.problem}", place=place) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: dates that no calendar has
        raise InputError(f"is not YAML: {error}", place=Place(path)) from None


def day(value: object) -> date | None:
    """A day as YAML gives it or as text; None for anything else."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None


def _children(node: yaml.Node | None) -> Iterator[tuple[str | int, yaml.Node, yaml.Node]]:
    """(key, node whose line counts, value)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, key, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value, value


def _child(node: yaml.Node | None, name: str | int) -> tuple[int, yaml.Node] | None:
    """(line, value); of a key that is there twice, merged in by `<<`, the last: it is the one that holds."""
    found = None
    for key, marked, value in _children(node):
        if key == name:
            found = (marked.start_mark.line + 1, value)
    return found


def _check(node: yaml.Node | None, path: Path, key: Key, done: set[int]) -> None:
    """Each node once, however many aliases it has; one that holds itself never ends, and is refused."""
    if len(key) > _DEEPEST:
        raise InputError("is nested too deeply", place=Place(path, None, dotted(key[:3])))
    seen: set[str | int] = set()
    for name, marked, value in _children(node):
        if name in seen:
            place = Place(path, marked.start_mark.line + 1, dotted((*key, name)))
            raise InputError(f"key {name!r} is there twice", place=place)
        seen.add(name)
        if not isinstance(value, yaml.ScalarNode) and id(value) not in done:
            _check(value, path, (*key, name), done)
            done.add(id(value))
