"""Which policy files the command line names, and what is in them, with the line of each key."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place

Key = tuple[str | int, ...]  # ("policies", 0, "actions", 1)
SUFFIXES = {".yml", ".yaml", ".json"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class PolicyFile:
    """One file, read."""

    path: Path
    data: Any  # as YAML gives it; a mapping with `policies` if it is right
    lines: dict[Key, int]  # line of each key and list item, from 1

    @property
    def policies(self) -> list[dict[str, Any]]:
        """The policies of a file that has passed the check."""
        return list(self.data.get("policies") or ()) if isinstance(self.data, dict) else []

    def place(self, key: Iterable[str | int]) -> Place:
        """Where this key is; the line is that of the nearest key above it that is in the file."""
        path = tuple(key)
        known = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in self.lines), ())
        return Place(self.path, self.lines.get(known), dotted(path) or None)


def dotted(key: Key) -> str:
    """`policies[0].actions[1].type`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return text.removeprefix(".")


def expand(paths: Iterable[Path | str]) -> list[Path]:
    """The files that are named, with folders replaced by the policy files below them, sorted.

    Raises InputError for a path that is not there and a folder without policy files.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise InputError("no such file or folder", place=Place(path))
        found = _below(path) if path.is_dir() else [path]
        if not found:
            raise InputError(
                "holds no policy files", remedy="they end in .yml, .yaml or .json", place=Place(path)
            )
        files += [file for file in found if file not in files]
    return files


def _below(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def load(paths: Iterable[Path | str]) -> list[PolicyFile]:
    """Read the files and folders. InputError, with the line, for what is not YAML."""
    return [read(path) for path in expand(paths)]


def read(path: Path) -> PolicyFile:
    """Read one file."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_Loader)
        lines = dict(_lines(node, ())) if node else {}
        _refuse_duplicate_keys(node, path, ())
        return PolicyFile(path, yaml.load(text, Loader=_Loader), lines)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(path)) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError(
            f"is not YAML: {error.problem}", place=Place(path, mark.line + 1 if mark else None)
        ) from None
    except yaml.YAMLError as error:
        raise InputError(f"is not YAML: {error}", place=Place(path)) from None


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node, yaml.Node]]:
    """(key, node whose line counts, value)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, key, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value, value


def _lines(node: yaml.Node, path: Key) -> Iterator[tuple[Key, int]]:
    for key, marked, value in _children(node):
        yield (*path, key), marked.start_mark.line + 1
        yield from _lines(value, (*path, key))


def _refuse_duplicate_keys(node: yaml.Node | None, path: Path, key: Key) -> None:
    seen: set[str | int] = set()
    for name, marked, value in _children(node) if node else ():
        if name in seen:
            place = Place(path, marked.start_mark.line + 1, dotted((*key, name)))
            raise InputError(f"key {name!r} is there twice", place=place)
        seen.add(name)
        _refuse_duplicate_keys(value, path, (*key, name))


@contextmanager
def merged(files: Iterable[PolicyFile]) -> Iterator[Path]:
    """One temporary file with the policies of all, for programs that take only one."""
    policies = [policy for file in files for policy in file.policies]
    with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="c7n-reflex-", encoding="utf-8") as file:
        json.dump({"policies": policies}, file, default=str)
        file.flush()
        yield Path(file.name)
