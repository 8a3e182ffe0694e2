"""Execution environments, kept warm between events."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.execution import Execution
from c7n_reflex.organisation.functions.limits import BUSY_ENVIRONMENTS, IDLE_ENVIRONMENTS
from c7n_reflex.organisation.functions.target import Configuration


class Pool:
    """Hands out one environment an invocation: the warm one used last, or a new one.

    An environment of an older configuration of the same function version is ended when the newer one is asked
    for; of the others the least recently used ones, above `idle_limit`.
    """

    def __init__(self, idle_limit: int = IDLE_ENVIRONMENTS, busy_limit: int = BUSY_ENVIRONMENTS) -> None:
        self._idle_limit = idle_limit
        self._busy_limit = busy_limit
        self._idle: list[Execution] = []  # least recently used first
        self._busy: list[Execution] = []
        self._starting = 0
        self._closed = False
        self._lock = threading.Lock()

    def acquire(
        self, wanted: Configuration, make: Callable[[], Execution], credentials_until: float
    ) -> Execution:
        """A warm environment of `wanted` whose credentials last until then (epoch seconds), else `make()`.

        Raises ApiError TooManyRequestsException when all that there may be are busy.
        """
        with self._lock:
            stale = [e for e in self._idle if self._outdated(e, wanted, credentials_until)]
            self._idle = [e for e in self._idle if e not in stale]
            found = next((e for e in reversed(self._idle) if e.configuration == wanted), None)
            if found:
                self._idle.remove(found)
                found.busy = True
                self._busy.append(found)
            else:
                self._admit()
        _dispose(stale)
        return found or self._start(make)

    def _admit(self) -> None:
        if self._closed or len(self._busy) + self._starting >= self._busy_limit:
            raise ApiError("TooManyRequestsException", "Rate Exceeded.", status=429)
        self._starting += 1

    def _start(self, make: Callable[[], Execution]) -> Execution:
        try:
            execution = make()
        finally:
            with self._lock:
                self._starting -= 1
        with self._lock:
            if not self._closed:
                self._busy.append(execution)
                return execution
        execution.dispose()
        raise ApiError("TooManyRequestsException", "The organisation is closing.", status=429)

    def release(self, execution: Execution, *, healthy: bool) -> None:
        """Give an environment back; it is ended unless `healthy`."""
        with self._lock:
            self._busy.remove(execution)
            surplus: list[Execution] = []
            if healthy and not self._closed:
                execution.busy = False
                self._idle.append(execution)
                surplus = self._idle[: -self._idle_limit]
                self._idle = self._idle[-self._idle_limit :]
            else:
                surplus.append(execution)
        _dispose(surplus)

    def drop(self, account: str, region: str, name: str) -> None:
        """End the idle environments of a function that is no more."""
        with self._lock:
            gone = [e for e in self._idle if e.configuration.function[:3] == (account, region, name)]
            self._idle = [e for e in self._idle if e not in gone]
        _dispose(gone)

    def snapshot(self) -> list[dict[str, Any]]:
        """Every environment, for the control route."""
        with self._lock:
            return [_shown(execution) for execution in (*self._busy, *self._idle)]

    def close(self) -> None:
        """End all of them. Whoever uses one meets DiedError and gives it back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for execution in busy:
            execution.end()
        _dispose(idle)

    @staticmethod
    def _outdated(execution: Execution, wanted: Configuration, credentials_until: float) -> bool:
        if execution.configuration.function != wanted.function:
            return False
        if execution.process.poll() is not None:  # it has died while nobody used it
            return True
        return execution.configuration != wanted or execution.credentials_end < credentials_until


def _dispose(executions: list[Execution]) -> None:
    for execution in executions:
        execution.dispose()


def _shown(execution: Execution) -> dict[str, Any]:
    configuration = execution.configuration
    return {
        "pid": execution.process.pid,
        "account": configuration.account,
        "region": configuration.region,
        "function": configuration.name,
        "version": configuration.version,
        "state": "busy" if execution.busy else "idle",
        "invocations": execution.invocations,
        "memory": execution.memory,
    }
