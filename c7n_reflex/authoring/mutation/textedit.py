"""A change as an edit of the YAML text: only the lines concerned, comments and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from c7n_reflex.authoring.mutation.changes import (
    Change,
    Gather,
    Key,
    Negate,
    Remove,
    Rename,
    Replace,
    Unwrap,
    applied,
)
from c7n_reflex.authoring.mutation.lines import (
    Found,
    end_index,
    find,
    indented,
    line_range,
    on_lines,
)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = 4  # columns that what is wrapped moves to the right: "- not:" and "  - "


def edited(text: str, index: int, change: Change) -> str | None:
    """The text with the change made to its policy of this index.

    None where the edit would not do just what the change does to the data: anchors, unusual layouts.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return None
    try:
        result = _edited(text, root, ("policies", index, *change.key), change)
        wanted = _loaded(text)
        wanted["policies"][index] = applied(wanted["policies"][index], change)
        return result if _loaded(result) == wanted else None
    except (yaml.YAMLError, LookupError, TypeError, ValueError):
        return None


def _loaded(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)


def _edited(text: str, root: yaml.Node, key: Key, change: Change) -> str:
    found = find(root, key)
    match change:
        case Remove():
            return _without(text, root, key, found)
        case Replace(value=value):
            return _replaced(text, found, _written(value, found.node, text))
        case Rename(name=name) if found.key is not None:
            return _spliced(text, found.key, _written(name, found.key, text))
        case Negate() if not found.in_flow:
            return _under(text, line_range(found, text), "not")
        case Negate():
            return _spliced(text, found.node, f"{{not: [{_source(text, found.node)}]}}")
        case Gather(name=name) if not found.node.flow_style:  # type: ignore[attr-defined]
            return _under(text, _lines_of_elements(text, found), name)
        case Gather(name=name):
            return _spliced(text, found.node, f"[{{{name}: {_source(text, found.node)}}}]")
        case Unwrap():
            return _unwrapped(text, root, key, found)
    raise LookupError(key)


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : end_index(node, text)]


def _spliced(text: str, node: yaml.Node, written: str) -> str:
    return f"{text[: node.start_mark.index]}{written}{text[end_index(node, text) :]}"


def _replaced(text: str, found: Found, written: str) -> str:
    """What stood in lines of its own below its key stands behind it."""
    if found.key is None or not isinstance(found.node, yaml.CollectionNode) or found.node.flow_style:
        return _spliced(text, found.node, written)
    after_colon = found.key.end_mark.index + 1
    return f"{text[:after_colon]} {written}{text[end_index(found.node, text) :]}"


def _written(value: Any, instead_of: yaml.Node, text: str) -> str:
    """In flow style; as JSON where the file is."""
    is_json = text.lstrip().startswith("{")
    if is_json:
        return json.dumps(value)
    style = getattr(instead_of, "style", None)
    if isinstance(value, str) and style == '"':
        return json.dumps(value, ensure_ascii=False)
    dumped = yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True)
    return re.sub(r"\n(\.\.\.\n)?$", "", dumped)


def _without(text: str, root: yaml.Node, key: Key, found: Found) -> str:
    if found.in_flow:
        return _without_in_flow(text, found)
    if found.is_alone and found.key is None:  # an empty block would be null
        owner = find(root, key[:-1])
        if owner.key is None:
            raise LookupError(key)
        removed = on_lines(text, line_range(found, text), lambda _: ())
        at = owner.key.end_mark.index + 1
        return f"{removed[:at]} []{removed[at:]}"
    return on_lines(text, line_range(found, text), lambda _: ())


def _without_in_flow(text: str, found: Found) -> str:
    start, end = found.first.index, end_index(found.node, text)
    after = re.match(r"\s*,\s*", text[end:])
    if after:
        return text[:start] + text[end + after.end() :]
    before = re.search(r"\s*,\s*$", text[:start])
    return text[: before.start() if before else start] + text[end:]


def _lines_of_elements(text: str, found: Found) -> tuple[int, int]:
    return found.node.value[0].start_mark.line, line_range(found, text)[1]


def _under(text: str, between: tuple[int, int], name: str) -> str:
    """Elements of a list, put into a block of this name."""

    def wrapped(lines: Sequence[str]) -> Sequence[str]:
        column = len(lines[0]) - len(lines[0].lstrip())
        return [f"{' ' * column}- {name}:", *indented(lines, _STEP)]

    return on_lines(text, between, wrapped)


def _unwrapped(text: str, root: yaml.Node, key: Key, found: Found) -> str:
    (only,) = find(root, (*key, "not")).node.value
    if find(root, (*key, "not", 0)).in_flow:
        return _spliced(text, found.node, _source(text, only))
    first, end = line_range(found, text)
    inner = only.start_mark.line

    def without_head(lines: Sequence[str]) -> Sequence[str]:
        body = lines[inner - first :]
        by = (len(body[0]) - len(body[0].lstrip())) - (len(lines[0]) - len(lines[0].lstrip()))
        return indented(body, -by)

    return on_lines(text, (first, end), without_head)
