"""The order in which events are run."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from c7n_reflex.organisation.functions.dispatcher import Dispatcher

SECONDS = 10.0


class Runs:
    """Work that says when it begins and ends when it is told to."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._condition = threading.Condition()
        self.begun: list[str] = []
        self._may_end: set[str] = set()

    def submit(self, function: str, name: str) -> None:
        def work() -> None:
            with self._condition:
                self.begun.append(name)
                self._condition.notify_all()
                assert self._condition.wait_for(lambda: name in self._may_end, SECONDS)

        assert self._dispatcher.submit(function, work)

    def wait(self, count: int) -> list[str]:
        with self._condition:
            assert self._condition.wait_for(lambda: len(self.begun) == count, SECONDS)
            return list(self.begun)

    def end(self, *names: str) -> None:
        with self._condition:
            self._may_end.update(names)
            self._condition.notify_all()


@pytest.fixture
def runs() -> Iterator[Runs]:
    dispatcher = Dispatcher(2)
    yield Runs(dispatcher)
    dispatcher.close()


def test_another_function_comes_before_a_second_run_of_the_same(runs: Runs) -> None:
    for function, name in (("a", "a1"), ("b", "b1"), ("a", "a2"), ("c", "c1")):
        runs.submit(function, name)
    assert sorted(runs.wait(2)) == ["a1", "b1"]
    runs.end("b1")
    assert runs.wait(3)[-1] == "c1"
    runs.end("a1")
    assert runs.wait(4)[-1] == "a2"
    runs.end("a2", "c1")


def test_one_function_may_use_all_threads(runs: Runs) -> None:
    runs.submit("a", "a1")
    runs.submit("a", "a2")
    assert sorted(runs.wait(2)) == ["a1", "a2"]
    runs.end("a1", "a2")


def test_no_more_run_than_there_are_threads(runs: Runs) -> None:
    for name in ("1", "2", "3"):
        runs.submit(name, name)
    assert sorted(runs.wait(2)) == ["1", "2"]
    runs.end("1", "2", "3")
    assert runs.wait(3)[-1] == "3"


def test_a_fault_does_not_stop_the_thread() -> None:
    dispatcher = Dispatcher(1)
    done = threading.Event()
    dispatcher.submit("a", lambda: 1 / 0)  # type: ignore[arg-type]
    dispatcher.submit("b", done.set)
    assert done.wait(SECONDS)
    dispatcher.close()


def test_nothing_is_taken_when_closed() -> None:
    dispatcher = Dispatcher(1)
    dispatcher.close()
    assert dispatcher.submit("a", lambda: None) is False
