"""What a policy may do about what it finds, and the organisation-wide switch as a ceiling on it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from c7n.exceptions import PolicyValidationError

__all__ = ["Enforcement", "effective", "of_policy"]


class Enforcement(StrEnum):
    """In the order of what they allow."""

    OFF = "off"  # nothing is even looked at
    OBSERVE = "observe"  # what would be changed is recorded
    APPROVE = "approve"  # a change waits until somebody approves it
    ENFORCE = "enforce"  # changes are made


_ORDER = tuple(Enforcement)
_OF_POLICIES = (Enforcement.OBSERVE, Enforcement.APPROVE, Enforcement.ENFORCE)


def of_policy(policy_data: Mapping[str, Any]) -> Enforcement:
    """`metadata.enforcement` of a policy as Custodian loaded it; without one a policy enforces.

    Raises PolicyValidationError, naming the policy, the value and the nearest valid one, for any other value;
    for `off`, too: a single policy observes or is not deployed, and `off` is the switch's.
    """
    given = (policy_data.get("metadata") or {}).get("enforcement", Enforcement.ENFORCE)
    if given in _OF_POLICIES:
        return Enforcement(given)
    raise PolicyValidationError(
        f"policy:{policy_data.get('name')} metadata.enforcement is {_as_written(given)!r}: {_advice(given)}"
    )


def _as_written(given: object) -> object:
    """YAML 1.1 reads an unquoted `off` as False and `on` as True."""
    return {False: "off", True: "on"}[given] if isinstance(given, bool) else given


def _advice(given: object) -> str:
    written = str(_as_written(given)).strip().lower()
    if written == Enforcement.OFF:
        return (
            f"write {Enforcement.OBSERVE.value!r} to have it change nothing, or remove the policy; "
            "`c7n-reflex switch off` stops all of them"
        )
    near = difflib.get_close_matches(written, _OF_POLICIES, 1)
    if near:
        return f"did you mean {str(near[0])!r}?"
    return f"write one of {', '.join(_OF_POLICIES)}"


def effective(policy: Enforcement, switch: Enforcement) -> Enforcement:
    """What the policy may do while the switch is in this position: the lesser of the two."""
    return min(policy, switch, key=_ORDER.index)
