"""Runs one event through a function, from snapshot to log, in the calling thread."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.functions import logs
from c7n_reflex.organisation.functions.code import CodeStore
from c7n_reflex.organisation.functions.concurrency import Concurrency
from c7n_reflex.organisation.functions.credentials import RoleCredentials
from c7n_reflex.organisation.functions.execution import DiedError, Execution, SilentError, log_stream
from c7n_reflex.organisation.functions.journal import Journal
from c7n_reflex.organisation.functions.kills import Kills, new_trace
from c7n_reflex.organisation.functions.limits import INIT_SECONDS, SYNCHRONOUS_PAYLOAD_BYTES
from c7n_reflex.organisation.functions.outcome import Outcome, Status, exited, fault, timed_out
from c7n_reflex.organisation.functions.pool import Pool
from c7n_reflex.organisation.functions.target import Target
from c7n_reflex.organisation.functions.variables import variables

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_RUNTIME = "python3."


@dataclass(frozen=True)
class _Reply:
    """What came of a request. `healthy` if the environment can take another one."""

    status: Status
    payload: str
    healthy: bool
    init: float = 0.0  # seconds, of a cold start
    seconds: float = 0.0


class Invoker:
    """Invokes functions and keeps their environments warm."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._store = CodeStore()
        self._credentials = RoleCredentials(organisation)
        self._concurrency = Concurrency()
        self.pool = Pool()
        self.journal = Journal()
        self.kills = Kills()

    def invoke(
        self, target: Target, payload: str, request_id: str = "", client_context: Any = None
    ) -> Outcome:
        """Run the function with an event (JSON text) and wait for the outcome.

        Raises ApiError TooManyRequestsException where reserved concurrency does not admit it, and
        AccessDeniedException if Lambda may not assume the role.
        """
        started = time.time()
        request_id = request_id or str(uuid.uuid4())
        request = {
            "id": request_id,
            "arn": target.called.arn,
            "event": payload,
            "client_context": client_context,
            "trace": new_trace(),
        }
        called = target.called
        with self._concurrency.of((called.account, called.region, called.name), target.reserved_concurrency):
            outcome = self._unsupported(target, request_id) or self._run(target, request)
        self.journal.add(target, payload, outcome, started, time.time())
        return outcome

    def close(self) -> None:
        """End every environment and remove their files."""
        self.pool.close()
        self._store.close()

    def _unsupported(self, target: Target, request_id: str) -> Outcome | None:
        runtime = target.configuration.runtime
        if runtime.startswith(_RUNTIME) and zipfile.is_zipfile(io.BytesIO(target.code)):
            return None
        message = f"only zip archives for Python can be run here, not runtime {runtime!r}"
        payload = json.dumps(fault("Runtime.Unsupported", message, request_id))
        return Outcome(request_id, target.configuration.version, "error", payload)

    def _run(self, target: Target, request: dict[str, Any]) -> Outcome:
        configuration = target.configuration
        until = time.time() + configuration.timeout
        execution = self.pool.acquire(configuration, lambda: self._make(target), until)
        healthy = False
        try:
            with self.kills.watch(request["trace"], execution, request["id"]):
                reply = _limited(_perform(execution, request), request["id"])
            healthy = reply.healthy
            log = self._log(execution, request["id"], reply)
        finally:
            self.pool.release(execution, healthy=healthy)
        return Outcome(request["id"], configuration.version, reply.status, reply.payload, log)

    def _make(self, target: Target) -> Execution:
        configuration = target.configuration
        scratch = self._store.scratch()
        code = self._store.folder(target.code)
        layers = [self._store.folder(layer) / "python" for layer in target.layer_codes]
        credentials = self._credentials.of(configuration)
        environment = variables(
            configuration,
            credentials,
            endpoint=self._organisation.endpoint,
            log_stream=log_stream(configuration.version),
            task_root=code,
            scratch=scratch,
        )
        folders = ([code, *layers], self._store.bundle)
        return Execution(configuration, folders, environment, scratch, credentials.end)

    def _log(self, execution: Execution, request_id: str, reply: _Reply) -> str:
        configuration = execution.configuration
        output = execution.take_log()
        if reply.status == "timeout":
            moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
            output += f"{moment} {request_id} Task timed out after {configuration.timeout:.2f} seconds\n"
        log = logs.framed(
            output,
            request_id,
            configuration,
            seconds=reply.seconds,
            init=reply.init,
            memory=execution.memory,
        )
        logs.to_cloudwatch(self._organisation, configuration, execution.log_stream, log)
        return log


def _perform(execution: Execution, request: dict[str, Any]) -> _Reply:
    """Load the handler if it is not yet, and call it. A time-out is counted from the call."""
    began = time.monotonic()
    request_id, timeout = request["id"], execution.configuration.timeout
    init = 0.0
    try:
        if not execution.loaded:
            error = execution.load(INIT_SECONDS)
            init = time.monotonic() - began
            if error:
                return _Reply("error", json.dumps(error), healthy=False, init=init)
        called = time.monotonic()
        reply = execution.call({**request, "deadline": time.time() + timeout}, timeout)
    except DiedError as death:
        return _Reply(
            "error", json.dumps(exited(death.code, request_id)), False, init, time.monotonic() - began
        )
    except SilentError:
        seconds = timeout if execution.loaded else int(INIT_SECONDS)
        return _Reply("timeout", json.dumps(timed_out(seconds, request_id)), False, init, seconds)
    status: Status = "error" if "error" in reply else "ok"
    payload = json.dumps(reply["error"]) if "error" in reply else reply["payload"]
    return _Reply(status, payload, True, init, time.monotonic() - called)


def _limited(reply: _Reply, request_id: str) -> _Reply:
    size = len(reply.payload.encode())
    if size <= SYNCHRONOUS_PAYLOAD_BYTES:
        return reply
    message = (
        f"Response payload size exceeded maximum allowed payload size ({SYNCHRONOUS_PAYLOAD_BYTES} bytes)."
    )
    error = {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message, "requestId": request_id}
    return replace(reply, status="error", payload=json.dumps(error))
