"""The schema of `mode`: chosen by its type, so that an editor says what is wrong with that mode."""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.editorschema.describing import described, summary


def any_mode() -> dict[str, Any]:
    """Every execution mode that is registered: Custodian's, and ours in place of some of them."""
    from c7n.policy import execution

    modes = sorted(execution.items())
    kinds = [{"const": name, "description": summary(mode)} for name, mode in modes]
    return {
        "type": "object",
        "required": ["type"],
        # The enumeration for the complaint, the others for what completion says of each.
        "properties": {"type": {"enum": [name for name, _ in modes], "anyOf": kinds}},
        "allOf": [
            {"if": {"properties": {"type": {"const": name}}}, "then": described(mode.schema, mode)}
            for name, mode in modes
        ],
    }
