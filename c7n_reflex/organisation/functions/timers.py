"""Work to be done later, all on one thread."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Timer:
    """One piece of delayed work, which can be called off."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work: Callable[[], object] | None = work

    def cancel(self) -> None:
        """Do not do it (if it has not begun)."""
        self._work = None

    def fire(self) -> None:
        """Do it, once."""
        work, self._work = self._work, None
        if work:
            work()


class Timers:
    """A clock with a queue. Work must be short: hand longer work to the dispatcher."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._condition = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, work: Callable[[], object]) -> Timer:
        """Call `work` in so many seconds."""
        timer = Timer(work)
        with self._condition:
            heapq.heappush(self._heap, (time.monotonic() + seconds, next(self._order), timer))
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="function-timers", daemon=True)
                self._thread.start()
            self._condition.notify()
        return timer

    def close(self) -> None:
        """Forget what has not begun."""
        with self._condition:
            self._closed = True
            self._heap.clear()
            self._condition.notify()

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._closed and (not self._heap or self._heap[0][0] > time.monotonic()):
                    wait = self._heap[0][0] - time.monotonic() if self._heap else None
                    self._condition.wait(wait)
                if self._closed:
                    return
                timer = heapq.heappop(self._heap)[2]
            timer.fire()
