"""The tables of docs/actions.md: what `custom_actions` adds, from its classes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Mapping

from custom_actions import ACTIONS, FILTERS

_TELLING = {"notify-owner"}


def remediations() -> list[str]:
    """A row for each remediation."""
    return ["| resource | action | does | options |", "|---|---|---|---|", *_rows(ACTIONS)]


def filters() -> list[str]:
    """A row for each filter."""
    return ["| resource | filter | matches | options |", "|---|---|---|---|", *_rows(FILTERS)]


def _rows(vocabulary: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for resource, names in sorted(vocabulary.items()):
        for name, reference in sorted(names.items()):
            if name not in _TELLING:
                yield f"| `{resource}` | `{name}` | {_first_sentence(reference)} | {_options(reference)} |"


def _class(reference: str) -> type:
    module, _, name = reference.partition(":")
    found: type = getattr(importlib.import_module(module), name)
    return found


def _first_sentence(reference: str) -> str:
    paragraph = inspect.getdoc(_class(reference)).partition("\n\n")[0]  # type: ignore[union-attr]
    return " ".join(paragraph.split()).replace("|", "/")


def _options(reference: str) -> str:
    properties = getattr(_class(reference), "schema", {}).get("properties", {})
    return ", ".join(f"`{each}`" for each in properties if each != "type")
