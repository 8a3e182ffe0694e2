"""What Lambda would refuse in every account, said before anything is changed in one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from c7n_reflex.errors import InputError
from c7n_reflex.modes.deployment import Deployment

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and .../dg/snapstart.html
_LONGEST_ENVIRONMENT = 4096  # bytes, of all variables as JSON
_WITHOUT_SNAPSTART = ("python3.8", "python3.9", "python3.10", "python3.11")


def check(policy: str, config: Mapping[str, Any], deployment: Deployment) -> None:
    """InputError for a configuration (Custodian's, of CreateFunction) that Lambda does not take."""
    runtime = str(config["Runtime"])
    if deployment.snapstart and runtime in _WITHOUT_SNAPSTART:
        raise InputError(
            f"policy {policy!r}: there is no SnapStart for {runtime}",
            remedy="write `runtime: python3.12` in `mode`, or leave `snapstart` out",
        )
    variables = (config.get("Environment") or {}).get("Variables") or {}
    size = len(json.dumps(variables, separators=(",", ":"), ensure_ascii=False).encode())
    if size > _LONGEST_ENVIRONMENT:
        raise InputError(
            f"policy {policy!r}: its environment variables have {size} bytes",
            remedy=f"Lambda takes {_LONGEST_ENVIRONMENT}",
        )
