"""Waiting until Lambda has done what it was told, without asking where the answer says so already."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from botocore.exceptions import ClientError, WaiterError

from c7n_reflex.errors import ReflexError

_LONGEST = 60.0  # seconds: IAM takes some until Lambda may assume a new role, and Lambda for a change
# Of InvalidParameterValueException, and of ResourceConflictException (as c7n.mu.LambdaConflictRetry has it).
_PASSING = (
    "cannot be assumed by Lambda",
    "is in progress",
    "The function could not be updated due to a concurrent",
)
_in_vain: WeakSet[Any] = WeakSet()  # clients


def settled(client: Any, function: str, answer: dict[str, Any]) -> None:
    """Return when the function's last change has taken effect. ReflexError if it does not."""
    if (
        answer.get("State", "Active") == "Active"
        and answer.get("LastUpdateStatus", "Successful") == "Successful"
    ):
        return
    try:
        for waiter in ("function_active_v2", "function_updated_v2"):
            client.get_waiter(waiter).wait(
                FunctionName=function, WaiterConfig={"Delay": 1, "MaxAttempts": 120}
            )
    except WaiterError as error:
        raise ReflexError(f"function {function} does not become ready: {error}") from None


def patiently(call: Callable[..., Any], **arguments: Any) -> Any:
    """Call a client, again while Lambda may not yet assume the role, or still changes the function.

    Where that was in vain for a minute, it is not waited for again: of hundreds of functions with a role
    that does not exist, one waits.
    """
    client = getattr(call, "__self__", call)
    deadline = time.monotonic() + (0 if client in _in_vain else _LONGEST)
    while True:
        try:
            return call(**arguments)
        except ClientError as error:
            if not any(text in str(error) for text in _PASSING):
                raise
            if time.monotonic() > deadline:
                _in_vain.add(client)
                raise
        time.sleep(3)
