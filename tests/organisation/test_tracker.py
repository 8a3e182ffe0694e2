"""Waiting for quiet."""

from __future__ import annotations

import threading

from c7n_reflex.organisation.tracker import Tracker


def test_idle_when_nothing_has_begun() -> None:
    assert Tracker().wait_idle(0) == []


def test_names_what_is_still_under_way() -> None:
    tracker = Tracker()
    with tracker.busy("delivery"), tracker.busy("backup"):
        assert tracker.wait_idle(0.01) == ["backup", "delivery"]
    assert tracker.wait_idle(0) == []


def test_wakes_when_the_last_work_ends() -> None:
    tracker = Tracker()
    token = tracker.begin("invocation")
    answer: list[list[str]] = []
    waiter = threading.Thread(target=lambda: answer.append(tracker.wait_idle(30)))
    waiter.start()
    tracker.end(token)
    waiter.join(10)
    assert answer == [[]]


def test_work_that_raises_is_over() -> None:
    tracker = Tracker()
    try:
        with tracker.busy("doomed"):
            raise RuntimeError
    except RuntimeError:
        pass
    assert tracker.wait_idle(0) == []
