"""The organisation-wide switch, as a person sets it and asks who did; see `switch` for how it is read.

The clients are boto3's for SSM in core-compliance's home region. Errors of AWS are raised as they come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.switch import POSITIONS
from c7n_reflex.settings import SWITCH_PARAMETER

__all__ = ["LONGEST_REASON", "Setting", "ensure", "last_setting", "turn"]

LONGEST_REASON = 700  # characters; a description may have 1024, and names who it was, too
_DESCRIPTION = re.compile(r"by (\S+?)(?:: (.*))?", re.DOTALL)
_PATTERN = f"^({'|'.join(POSITIONS)})$"  # so that the console refuses any other value


@dataclass(frozen=True)
class Setting:
    """One version of the parameter."""

    position: str  # as it is written there, be it valid or not
    set_by: str  # ARN of who set it
    set_at: datetime
    reason: str  # may be empty
    version: int

    @property
    def valid(self) -> bool:
        """False for a value that the engine does not know, and takes for observe."""
        return self.position.strip().lower() in POSITIONS


def last_setting(client: Any) -> Setting | None:
    """The version in force, or None if there is no parameter (ssm:GetParameterHistory)."""
    pages = client.get_paginator("get_parameter_history").paginate(Name=SWITCH_PARAMETER)
    try:
        versions = [version for page in pages for version in page["Parameters"]]
    except client.exceptions.ParameterNotFound:
        return None
    return _setting(max(versions, key=lambda version: int(version["Version"]))) if versions else None


def _setting(version: dict[str, Any]) -> Setting:
    described = str(version.get("Description") or "")
    match = _DESCRIPTION.fullmatch(described)
    by, reason = match.groups() if match else (version.get("LastModifiedUser", ""), described)
    return Setting(version["Value"], by, version["LastModifiedDate"], reason or "", int(version["Version"]))


def turn(client: Any, position: Enforcement, by: str, reason: str = "") -> None:
    """Set the switch (ssm:PutParameter). `by` is the ARN of who does.

    It is written into the description, as AWS itself notes only the role that the person assumed.
    """
    described = f"by {by}: {reason}" if reason else f"by {by}"
    client.put_parameter(Overwrite=True, **_arguments(position, described))


def ensure(client: Any, position: Enforcement = Enforcement.ENFORCE) -> bool:
    """Create the parameter where there is none; what somebody has set stays. True if it was created."""
    described = "by c7n-reflex-infrastructure: first deployment"
    try:
        client.put_parameter(Overwrite=False, **_arguments(position, described))
    except client.exceptions.ParameterAlreadyExists:
        return False
    return True


def _arguments(position: Enforcement, description: str) -> dict[str, Any]:
    return {
        "Name": SWITCH_PARAMETER,
        "Value": position.value,
        "Type": "String",
        "Description": description,
        "AllowedPattern": _PATTERN,
    }
