"""moto takes parameters of any size; AWS has 4 KB for the standard tier, 8 KB for the advanced one.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
"""

from __future__ import annotations

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.organisation import Organisation

_STANDARD, _ADVANCED = 4096, 8192


def install(organisation: Organisation) -> None:
    """Refuse values that are too long."""
    organisation.operations.before("ssm", "PutParameter", _check)


def _check(call: Call) -> None:
    tier = call.params.get("Tier") or "Standard"
    most = _STANDARD if tier == "Standard" else _ADVANCED
    if len(call.params.get("Value", "").encode()) > most:
        name = "Standard" if tier == "Standard" else "Advanced"
        message = f"{name} tier parameters support a maximum parameter value of {most} characters."
        raise ApiError("ValidationException", message)
