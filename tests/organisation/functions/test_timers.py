"""Delayed work."""

from __future__ import annotations

import threading

from c7n_reflex.organisation.functions.timers import Timers

SECONDS = 10.0


def test_work_is_done_in_the_order_of_its_time() -> None:
    timers, done, seen = Timers(), threading.Event(), []
    timers.after(0.04, done.set)
    timers.after(0.02, lambda: seen.append("second"))
    timers.after(0.0, lambda: seen.append("first"))
    assert done.wait(SECONDS)
    assert seen == ["first", "second"]
    timers.close()


def test_what_is_called_off_is_not_done() -> None:
    timers, done, seen = Timers(), threading.Event(), []
    timers.after(0.01, lambda: seen.append("called off")).cancel()
    timers.after(0.02, done.set)
    assert done.wait(SECONDS)
    assert seen == []
    timers.close()


def test_nothing_is_done_after_closing() -> None:
    timers, seen = Timers(), []
    timers.after(0.0, lambda: None)
    timers.close()
    timers.after(0.0, lambda: seen.append("late"))
    assert timers._thread is not None
    timers._thread.join(SECONDS)
    assert seen == []
