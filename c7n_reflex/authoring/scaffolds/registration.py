"""The line by which Custodian finds a new remediation, put into `custom_actions/__init__.py`."""

from __future__ import annotations

import ast
from pathlib import Path

from c7n_reflex.authoring.scaffolds.names import pascal, snake
from c7n_reflex.errors import InputError, Place

_EVERY = "*"
_LONGEST = 110  # characters in a line, as pyproject.toml has it


def registered(file: Path, kind: str, name: str) -> str:
    """The file's text with the action `name` of "aws.s3" in its mapping ACTIONS; the rest stays as it is.

    InputError where there is no such mapping, or the name is in it.
    """
    text = file.read_text(encoding="utf-8")
    mapping = _mapping(text, file)
    entry = f'"{name}": "custom_actions.{snake(name)}:{pascal(name)}",'
    for key, value in zip(mapping.keys, mapping.values, strict=True):
        if _text(key) == kind and isinstance(value, ast.Dict):
            return _replaced(text, value, _grown(value, entry, name, file))
    return _with_kind(text, mapping, kind, entry)


def _mapping(text: str, file: Path) -> ast.Dict:
    for node in ast.parse(text).body:
        value, target = getattr(node, "value", None), getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "ACTIONS" and isinstance(value, ast.Dict):
            return value
    raise InputError("has no mapping ACTIONS", remedy="see custom_actions/__init__.py", place=Place(file))


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _grown(value: ast.Dict, entry: str, name: str, file: Path) -> str:
    """A resource type's actions with one more, one a line."""
    known = {_text(key): _text(item) for key, item in zip(value.keys, value.values, strict=True)}
    if name in known:
        raise InputError(f"has an action {name!r} already", place=Place(file, value.lineno))
    lines = [_line(key, item) for key, item in known.items()]
    return "{\n" + "".join(lines) + f"        {entry}\n    }}"


def _line(key: str, item: str) -> str:
    line = f'        "{key}": "{item}",\n'
    return line if len(line) <= _LONGEST + 1 else f'        "{key}": (\n            "{item}"\n        ),\n'


def _replaced(text: str, node: ast.expr, replacement: str) -> str:
    """The text with another expression in the node's place."""
    lines = text.splitlines(keepends=True)
    assert node.end_lineno is not None and node.end_col_offset is not None
    before = "".join(lines[: node.lineno - 1]) + _cut(lines[node.lineno - 1], end=node.col_offset)
    after = _cut(lines[node.end_lineno - 1], start=node.end_col_offset) + "".join(lines[node.end_lineno :])
    return before + replacement + after


def _cut(line: str, start: int = 0, end: int | None = None) -> str:
    """By bytes, as syntax trees count."""
    return line.encode()[start:end].decode()


def _with_kind(text: str, mapping: ast.Dict, kind: str, entry: str) -> str:
    """A resource type more: before those for every type, which come last."""
    lines = text.splitlines(keepends=True)
    every = next((key for key in mapping.keys if key is not None and _text(key) == _EVERY), None)
    assert mapping.end_lineno is not None
    at = every.lineno if every is not None else mapping.end_lineno
    line = f'    "{kind}": {{{entry.removesuffix(",")}}},\n'
    if len(line) > 111:
        line = f'    "{kind}": {{\n        {entry}\n    }},\n'
    return "".join([*lines[: at - 1], line, *lines[at - 1 :]])
