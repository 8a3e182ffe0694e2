"""What the engine reads from a policy's `metadata`: a misspelt safeguard must not be a missing one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from c7n.exceptions import PolicyValidationError

from c7n_reflex.modes import deployment
from c7n_reflex.safeguards import enforcement, limits

# key: what its value has to be, and how that is said
_KEYS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "enforcement": (object, ""),  # checked by `enforcement`
    "limits": (object, ""),  # checked by `limits`
    "deployment": (object, ""),  # checked by `deployment`
    "verify": (bool, "true or false"),
    "archive-finding": (bool, "true or false"),
    "approval-days": ((int, float), "a number of days above 0"),
}
_NEAR = 0.8  # metadata is free: only what looks like one of our keys is taken for it


def check(policy_data: Mapping[str, Any]) -> None:
    """PolicyValidationError, naming the policy and the key, for what is wrong or seems to be misspelt."""
    metadata = policy_data.get("metadata") or {}
    name = policy_data.get("name")
    for key in metadata:
        near = difflib.get_close_matches(str(key).replace("_", "-").lower(), _KEYS, 1, _NEAR)
        if key not in _KEYS and near:
            raise PolicyValidationError(f"policy:{name} metadata.{key}: did you mean {near[0]!r}?")
    for key, (kinds, words) in _KEYS.items():
        if key in metadata and not _is(metadata[key], kinds):
            raise PolicyValidationError(f"policy:{name} metadata.{key} is {metadata[key]!r}: write {words}")
    for key, problem in deployment.problems(metadata.get("deployment", {})):
        where = f"deployment.{key}" if key else "deployment"
        raise PolicyValidationError(f"policy:{name} metadata.{where}: {problem}")
    enforcement.of_policy(policy_data)
    limits.of_policy(policy_data)


def _is(value: object, kinds: type | tuple[type, ...]) -> bool:
    if kinds is object or kinds is bool:
        return isinstance(value, kinds)
    return isinstance(value, kinds) and not isinstance(value, bool) and value > 0  # type: ignore[operator]
