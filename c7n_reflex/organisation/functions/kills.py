"""Deaths that a test orders: a worker is killed at its n-th AWS API call, before or after the call's effect.

POST functions/kill          {"function", "after_calls": n, "when": "before"|"after", "account"?}
GET functions/kills          every kill that was ordered, and what became of it
DELETE functions/kills, POST functions/kills/clear      none is ordered any more

Calls belong to an invocation by their X-Amzn-Trace-Id, which SDKs take from the environment variable
_X_AMZN_TRACE_ID that Lambda sets for each invocation ("Defined runtime environment variables" of the Lambda
Developer Guide; botocore.handlers.add_recursion_detection_header). Calls made while the handler is imported
belong to none.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import AbandonedError, Call, Result
from c7n_reflex.organisation.functions.execution import Execution

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_KEYS = {"function", "after_calls", "when", "account"}


def new_trace() -> str:
    """A tracing header's value, another one for each attempt of an invocation."""
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"


@dataclass
class Kill:
    """One order, and the call at which it was carried out. `after_calls` 0 is at the invocation's start."""

    function: str
    after_calls: int
    when: str
    account: str = ""
    fired: bool = False
    request_id: str = ""  # of the invocation
    service: str = ""
    operation: str = ""
    pid: int = 0


@dataclass
class _Running:
    """An invocation under way. `due` is carried out once the call `due_call` has taken effect."""

    execution: Execution
    request_id: str
    calls: int = 0
    due: Kill | None = None
    due_call: str = ""


class Kills:
    """Orders, and the invocations that they may strike."""

    def __init__(self) -> None:
        self._kills: list[Kill] = []
        self._running: dict[str, _Running] = {}
        self._lock = threading.Lock()

    def install(self, organisation: Organisation) -> None:
        """See every call, and serve the routes."""
        organisation.operations.arrival(self.arrived)
        organisation.operations.observe(self.done)
        control = organisation.control
        control.route("POST", "functions/kill", lambda _, body: self.order(body))
        control.route("GET", "functions/kills", lambda *_: self.listed())
        control.route("DELETE", "functions/kills", lambda *_: self.clear())
        control.route("POST", "functions/kills/clear", lambda *_: self.clear())

    def order(self, body: Any) -> dict[str, Any]:
        """POST functions/kill. Raises ValueError for a body that is no order."""
        if set(body) - _KEYS or not isinstance(body["function"], str):
            raise ValueError(f"a kill has the keys {', '.join(sorted(_KEYS))}")
        if body["when"] not in ("before", "after"):
            raise ValueError('when must be "before" or "after"')
        if not isinstance(body["after_calls"], int) or body["after_calls"] < 0:
            raise ValueError("after_calls must be a number from 0")
        kill = Kill(**body)
        with self._lock:
            self._kills.append(kill)
        return vars(kill)

    def listed(self) -> list[dict[str, Any]]:
        """GET functions/kills."""
        with self._lock:
            return [dict(vars(kill)) for kill in self._kills]

    def clear(self) -> dict[str, int]:
        """DELETE functions/kills: how many there were."""
        with self._lock:
            removed = len(self._kills)
            self._kills.clear()
        return {"removed": removed}

    @contextmanager
    def watch(self, trace: str, execution: Execution, request_id: str) -> Iterator[None]:
        """Count the calls of an invocation while the block runs."""
        running = _Running(execution, request_id)
        with self._lock:
            self._running[trace] = running
            kill = self._find(running)
        try:
            if kill:
                _carry_out(kill, running)
            yield
        finally:
            with self._lock:
                del self._running[trace]

    def arrived(self, call: Call) -> None:
        """Count a call. Raises AbandonedError if its worker has been killed before it."""
        if not call.trace:
            return
        with self._lock:
            running = self._running.get(call.trace)
            if running is None:
                return
            running.calls += 1
            kill = self._find(running, call)
            if kill and kill.when == "after":
                running.due, running.due_call = kill, call.id
                return
        if kill:
            _carry_out(kill, running)
            raise AbandonedError

    def done(self, call: Call, _: Result) -> None:
        """Kill the worker that waits for the answer of this call, if that is due."""
        running = self._running.get(call.trace) if call.trace else None
        if running and running.due and running.due_call == call.id:
            _carry_out(running.due, running)

    def _find(self, running: _Running, call: Call | None = None) -> Kill | None:
        """The order that this point of the invocation meets, taken: nobody else will find it."""
        configuration = running.execution.configuration
        for kill in self._kills:
            if (
                not kill.fired
                and kill.function == configuration.name
                and kill.account in ("", configuration.account)
                and kill.after_calls == running.calls
            ):
                kill.fired, kill.request_id = True, running.request_id
                if call:
                    kill.service, kill.operation = call.service, call.operation
                return kill
        return None


def _carry_out(kill: Kill, running: _Running) -> None:
    kill.pid = running.execution.process.pid
    running.execution.end()
