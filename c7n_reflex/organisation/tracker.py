"""Knows what is still under way, so that a test or the drill can wait for quiet instead of sleeping."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Tracker:
    """Counts work in progress: deliveries, invocations, messages that wait for a retry."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy: dict[int, str] = {}
        self._ids = itertools.count()

    def begin(self, what: str) -> int:
        """Note that `what` has begun; give the returned token to `end`."""
        with self._condition:
            token = next(self._ids)
            self._busy[token] = what
            return token

    def end(self, token: int) -> None:
        """Note that the work is over, however it ended."""
        with self._condition:
            self._busy.pop(token, None)
            self._condition.notify_all()

    @contextmanager
    def busy(self, what: str) -> Iterator[None]:
        """`begin` and `end` around a block."""
        token = self.begin(what)
        try:
            yield
        finally:
            self.end(token)

    def wait_idle(self, timeout: float) -> list[str]:
        """Wait until nothing is under way; returns what still is after `timeout` seconds (else [])."""
        deadline = time.monotonic() + timeout
        with self._condition:
            while self._busy and (left := deadline - time.monotonic()) > 0:
                self._condition.wait(left)
            return sorted(self._busy.values())
