"""YAML that remembers its lines, so that an error can name the one at fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from c7n_reflex.errors import InputError, Place

Steps = Sequence[str | int]


class Document:
    """One YAML file: `data`, and the place of every key in it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        text = _read(file)
        try:
            self._root = yaml.compose(text, Loader=yaml.SafeLoader)
            self.data: Any = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise InputError(f"is not YAML: {error.problem}", place=Place(file, line)) from None
        except yaml.YAMLError as error:
            raise InputError(f"is not YAML: {error}", place=Place(file)) from None
        self._refuse_duplicates(self._root, [])

    def place(self, steps: Steps) -> Place:
        """File, line and dotted key of the node at `steps` (or of its nearest ancestor)."""
        node = self._root
        line = node.start_mark.line + 1 if node is not None else None
        for step in steps:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return Place(self.file, line, _dotted(steps) or None)

    def _refuse_duplicates(self, node: yaml.Node | None, steps: list[str | int]) -> None:
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    place = Place(self.file, key.start_mark.line + 1, _dotted([*steps, key.value]))
                    raise InputError("this key is given twice", place=place)
                seen.add(key.value)
                self._refuse_duplicates(value, [*steps, key.value])
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._refuse_duplicates(value, [*steps, index])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no such file", place=Place(file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(file)) from None


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _dotted(steps: Steps) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
