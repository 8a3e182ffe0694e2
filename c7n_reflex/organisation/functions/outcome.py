"""What an invocation came to, and the errors that Lambda itself answers for a function that fails."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["ok", "error", "timeout"]


@dataclass(frozen=True)
class Outcome:
    """One finished invocation. `payload` is JSON text: the handler's result, or the error."""

    request_id: str
    version: str
    status: Status
    payload: str
    log: str = ""

    @property
    def failed(self) -> bool:
        """True if the function did not return: FunctionError is then "Unhandled"."""
        return self.status != "ok"

    @property
    def error(self) -> str:
        """`errorType: errorMessage`; empty if the function returned."""
        if not self.failed:
            return ""
        error = json.loads(self.payload)
        return f"{error.get('errorType', '')}: {error.get('errorMessage', '')}"


def fault(kind: str, message: str, request_id: str = "") -> dict[str, Any]:
    """An error of the environment, as AWS answers it: it names the request and has no stack trace."""
    prefix = f"RequestId: {request_id} Error: " if request_id else ""
    return {"errorType": kind, "errorMessage": prefix + message}


def timed_out(seconds: int, request_id: str) -> dict[str, Any]:
    """The function ran longer than its timeout."""
    return fault("Sandbox.Timedout", f"Task timed out after {seconds:.2f} seconds", request_id)


def exited(code: int, request_id: str) -> dict[str, Any]:
    """The process ended by itself, with this return code (negative: a signal)."""
    if code == 0:
        reason = "Runtime exited without providing a reason"
    elif code < 0:
        name = {-9: "killed", -11: "segmentation fault", -6: "aborted", -15: "terminated"}.get(
            code, str(-code)
        )
        reason = f"Runtime exited with error: signal: {name}"
    else:
        reason = f"Runtime exited with error: exit status {code}"
    return fault("Runtime.ExitError", reason, request_id)
