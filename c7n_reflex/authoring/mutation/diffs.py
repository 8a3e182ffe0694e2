"""A mutant as a unified diff of its policy file."""

from __future__ import annotations

import difflib

import yaml

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.mutation.model import Mutant
from c7n_reflex.authoring.mutation.textedit import edited


def diff(given: FleetPolicy, mutant: Mutant, context: int = 1) -> str:
    """With the line numbers of the file; of the policy written out anew where the text cannot be edited."""
    text = _text(given)
    changed = edited(text, given.index, mutant.change) if text else None
    if text is None or changed is None:
        text, changed = _dumped(given.data), _dumped(mutant.data)
    name = str(given.file.path) if given.file else given.name
    lines = difflib.unified_diff(
        text.splitlines(), changed.splitlines(), name, f"{name} ({mutant.operator})", lineterm="", n=context
    )
    return "\n".join(lines)


def _text(given: FleetPolicy) -> str | None:
    try:
        return given.file.path.read_text(encoding="utf-8") if given.file else None
    except OSError:
        return None


def _dumped(data: object) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
