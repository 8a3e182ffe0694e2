"""Reserved concurrency: how many invocations of a function may be under way at a time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from c7n_reflex.organisation.calls import ApiError

Function = tuple[str, str, str]  # account, region, name


class Concurrency:
    """Counts the invocations under way of each function, all its versions together."""

    def __init__(self) -> None:
        self._running: Counter[Function] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def of(self, function: Function, reserved: int | None) -> Iterator[None]:
        """Hold a place while the block runs. Raises ApiError TooManyRequestsException if none is left."""
        with self._lock:
            if reserved is not None and self._running[function] >= reserved:
                raise ApiError("TooManyRequestsException", "Rate Exceeded.", status=429)
            self._running[function] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[function] -= 1
