"""The remediation that a record was made by, without a policy."""

from __future__ import annotations

import importlib
from typing import Any

from c7n_reflex.errors import InputError
from custom_actions import ACTIONS


def instance(resource_type: str, action: str) -> Any:
    """The action of this name on `aws.s3` etc., for `read` and `undo`. InputError if it is no more."""
    named = {**ACTIONS.get("*", {}), **ACTIONS.get(resource_type, {})}
    if action not in named:
        raise InputError(
            f"custom_actions has no {action!r} on {resource_type} any more",
            remedy="use the release of c7n-reflex that the remediation was made with, or mend it by hand",
        )
    module, _, attribute = named[action].partition(":")
    return getattr(importlib.import_module(module), attribute)({"type": action})
