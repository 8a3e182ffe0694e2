"""The API operations that run functions: Invoke and InvokeAsync. The rest of Lambda's API is moto's.

Source: "Invoke" of the Lambda API Reference.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call, Result
from c7n_reflex.organisation.functions import names
from c7n_reflex.organisation.functions.limits import (
    ASYNCHRONOUS_PAYLOAD_BYTES,
    LOG_TAIL_BYTES,
    SYNCHRONOUS_PAYLOAD_BYTES,
)
from c7n_reflex.organisation.functions.names import FunctionName
from c7n_reflex.organisation.functions.outcome import Outcome
from c7n_reflex.organisation.functions.service import LambdaFunctions
from c7n_reflex.organisation.functions.target import resolve

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


class Api:
    """Handlers of API calls."""

    def __init__(self, organisation: Organisation, functions: LambdaFunctions) -> None:
        self._organisation = organisation
        self._functions = functions

    def install(self) -> None:
        """Answer the operations."""
        operations = self._organisation.operations
        operations.override("lambda", "Invoke", self.invoke)
        operations.override("lambda", "InvokeAsync", self.invoke_async)
        operations.after("lambda", "DeleteFunction", self._deleted)
        for operation in ("PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"):
            operations.before("lambda", operation, _check_event_invoke_config)

    def invoke(self, call: Call) -> dict[str, Any]:
        """Invoke: synchronous, asynchronous (Event) or a check only (DryRun)."""
        called = self._called(call)
        target = resolve(self._organisation, called)
        payload = _payload(call.params.get("Payload"))
        kind = call.params.get("InvocationType") or "RequestResponse"
        if kind == "DryRun":
            return {"StatusCode": 204, "Payload": b""}
        if kind == "Event":
            self._queue(called, payload)
            return {"StatusCode": 202, "Payload": b""}
        _check_size(payload, SYNCHRONOUS_PAYLOAD_BYTES)
        context = _client_context(call.params.get("ClientContext"))
        outcome = self._functions.invoker.invoke(target, payload, call.id, context)
        return _answer(outcome, tail=call.params.get("LogType") == "Tail")

    def invoke_async(self, call: Call) -> dict[str, Any]:
        """InvokeAsync, deprecated."""
        called = self._called(call)
        resolve(self._organisation, called)
        self._queue(called, _payload(call.params.get("InvokeArgs")))
        return {"Status": 202}

    def _queue(self, called: FunctionName, payload: str) -> None:
        _check_size(payload, ASYNCHRONOUS_PAYLOAD_BYTES)
        self._functions.events.put(called, payload)

    def _called(self, call: Call) -> FunctionName:
        qualifier = call.params.get("Qualifier", "")
        called = names.parse(call.params["FunctionName"], call.account, call.region, qualifier)
        if called.region != call.region:
            message = f"Functions from '{called.region}' are not reachable in this region ('{call.region}')"
            raise ApiError("ResourceNotFoundException", message, status=404)
        return called

    def _deleted(self, call: Call, _: Result) -> None:
        called = self._called(call)
        self._functions.invoker.pool.drop(called.account, called.region, called.name)


def _check_event_invoke_config(call: Call) -> None:
    for name, least, most in (("MaximumRetryAttempts", 0, 2), ("MaximumEventAgeInSeconds", 60, 21_600)):
        value = call.params.get(name)
        if value is not None and not least <= value <= most:
            member = name[0].lower() + name[1:]
            message = f"1 validation error detected: Value '{value}' at '{member}' must be {least} to {most}"
            raise ApiError("ValidationException", message)


def _payload(body: Any) -> str:
    """The event as JSON text; no payload at all is an empty object."""
    if hasattr(body, "read"):
        body = body.read()
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else (body or "")
    if not text.strip():
        return "{}"
    try:
        json.loads(text)
    except ValueError as error:
        message = f"Could not parse request body into json: {error}"
        raise ApiError("InvalidRequestContentException", message) from None
    return str(text)


def _check_size(payload: str, limit: int) -> None:
    size = len(payload.encode())
    if size > limit:
        message = (
            f"{size} byte payload is too large for the RequestResponse invocation type (limit {limit} bytes)"
        )
        raise ApiError("RequestTooLargeException", message, status=413)


def _client_context(text: str | None) -> Any:
    if not text:
        return None
    try:
        return json.loads(base64.b64decode(text))
    except ValueError:
        message = "Client context must be a valid Base64-encoded JSON object."
        raise ApiError("InvalidRequestContentException", message) from None


def _answer(outcome: Outcome, *, tail: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "StatusCode": 200,
        "ExecutedVersion": outcome.version,
        "Payload": outcome.payload.encode(),
    }
    if outcome.failed:
        answer["FunctionError"] = "Unhandled"
    if tail:
        answer["LogResult"] = base64.b64encode(outcome.log.encode()[-LOG_TAIL_BYTES:]).decode()
    return answer
