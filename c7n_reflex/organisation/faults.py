"""Faults that a test orders: matching calls fail with an AWS error instead of taking effect.

POST faults         {"service", "operation", "code", "account"?, "status"?, "message"?, "times"?,
                     "principal"?, "parameters"?}: one more fault; operation may be "*"
GET faults          every fault, with how often it has fired
DELETE faults, POST faults/clear     no fault any more
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_STATUS = {"AccessDenied": 403, "AccessDeniedException": 403, "InternalError": 500, "InternalFailure": 500}
_STATUS |= {"ServiceException": 500, "InternalServerError": 500, "ServiceUnavailable": 503, "SlowDown": 503}
_STATUS |= {"RequestLimitExceeded": 503, "TooManyRequestsException": 429}
_KEYS = {"service", "operation", "code", "account", "status", "message", "times", "principal", "parameters"}


@dataclass
class Fault:
    """Which calls fail, and how. `times` is None for a fault that lasts until it is removed."""

    id: int
    service: str
    operation: str
    code: str
    status: int
    message: str
    account: str = ""
    times: int | None = None
    principal: str = ""  # substring of the caller's ARN
    parameters: dict[str, str] = field(default_factory=dict)  # name: substring of the value
    fired: int = 0

    def concerns(self, call: Call) -> bool:
        """True for a call that fails, as long as there are `times` left."""
        return (
            self.service == call.service
            and self.operation in ("*", call.operation)
            and self.account in ("", call.account)
            and self._concerns_caller(call)
            and all(text in str(call.params.get(name, "")) for name, text in self.parameters.items())
            and (self.times is None or self.fired < self.times)
        )

    def _concerns_caller(self, call: Call) -> bool:
        # A service's own calls (a delivery to a queue, Lambda's AssumeRole) fail only if it is named.
        if not self.principal:
            return call.principal.type != "AWSService"
        return self.principal in call.principal.arn


class Faults:
    """The faults that are ordered now, in the order in which they came."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = itertools.count(1)
        self._lock = threading.Lock()

    def check(self, call: Call) -> None:
        """Raises the ApiError of the first fault that concerns this call."""
        if not self._faults:  # nearly always: costs an ordinary call next to nothing
            return
        with self._lock:
            fault = next((fault for fault in self._faults if fault.concerns(call)), None)
            if fault is None:
                return
            fault.fired += 1
        raise ApiError(fault.code, fault.message, status=fault.status)

    def add(self, body: Any) -> dict[str, Any]:
        """POST faults. Raises ValueError for a body that is not a fault."""
        unknown = set(body) - _KEYS
        times = body.get("times")
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}; known: {', '.join(sorted(_KEYS))}")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise ValueError("times must be a number from 1, or left out: until removed")
        given = {"message": f"{body['code']} ordered by a test", "status": _STATUS.get(body["code"], 400)}
        with self._lock:
            fault = Fault(id=next(self._ids), **{**given, **body})
            self._faults.append(fault)
        return vars(fault)

    def listed(self) -> list[dict[str, Any]]:
        """GET faults."""
        with self._lock:
            return [dict(vars(fault)) for fault in self._faults]

    def clear(self) -> dict[str, int]:
        """DELETE faults: how many there were."""
        with self._lock:
            removed = len(self._faults)
            self._faults.clear()
        return {"removed": removed}


def install(organisation: Organisation) -> None:
    """Let every call be checked for faults, and serve the routes."""
    faults = Faults()
    organisation.operations.guard(faults.check)
    control = organisation.control
    control.route("POST", "faults", lambda _, body: faults.add(body))
    control.route("GET", "faults", lambda *_: faults.listed())
    control.route("DELETE", "faults", lambda *_: faults.clear())
    control.route("POST", "faults/clear", lambda *_: faults.clear())
