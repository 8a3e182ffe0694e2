"""The few threads on which events are run, in an order that needs the fewest execution environments."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable

log = logging.getLogger("c7n_reflex.organisation.functions")

Work = Callable[[], None]


class Dispatcher:
    """Runs work, oldest first, but of a function that is running already only if nothing else waits.

    A burst of events for ten functions then takes ten environments. In plain order it would take as many of
    each function as there are threads: more starts (about a second each) and more memory (75 MB each).
    """

    def __init__(self, threads: int) -> None:
        self._limit = threads
        self._threads = 0
        self._idle = 0
        self._waiting: deque[tuple[str, Work]] = deque()
        self._running: Counter[str] = Counter()
        self._closed = False
        self._condition = threading.Condition()

    def submit(self, function: str, work: Work) -> bool:
        """Queue work for a function (any name for it); False if the organisation is going down."""
        with self._condition:
            if self._closed:
                return False
            self._waiting.append((function, work))
            if self._idle >= len(self._waiting) or self._threads == self._limit:
                self._condition.notify()
            else:
                self._threads += 1
                threading.Thread(target=self._run, name="function", daemon=True).start()
            return True

    def close(self) -> None:
        """Forget what waits. What runs ends by itself; its thread is not waited for."""
        with self._condition:
            self._closed = True
            self._waiting.clear()
            self._condition.notify_all()

    def _run(self) -> None:
        while taken := self._take():
            function, work = taken
            try:
                work()
            except Exception:  # a fault of ours in one event must not stop all others
                log.exception("running an event for %s failed", function)
            finally:
                with self._condition:
                    self._running -= Counter([function])

    def _take(self) -> tuple[str, Work] | None:
        """The next work; waits for some. None when closed."""
        with self._condition:
            self._idle += 1
            while not self._waiting and not self._closed:
                self._condition.wait()
            self._idle -= 1
            if self._closed:
                return None
            chosen = next((one for one in self._waiting if one[0] not in self._running), self._waiting[0])
            self._waiting.remove(chosen)
            self._running[chosen[0]] += 1
            return chosen
