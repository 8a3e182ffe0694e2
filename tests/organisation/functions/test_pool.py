"""Which environment an invocation gets, and which ones are ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions.pool import Pool
from c7n_reflex.organisation.functions.target import Configuration

CONFIGURATION = Configuration(
    account="200000000001",
    region="eu-west-1",
    name="f",
    version="$LATEST",
    code_sha256="a",
    handler="index.handler",
    runtime="python3.11",
    role="arn:aws:iam::200000000001:role/runner",
    timeout=3,
    memory=128,
)


class Process:
    pid = 1
    code: int | None = None

    def poll(self) -> int | None:
        return self.code


class Fake:
    """An Execution without a process."""

    def __init__(self, configuration: Configuration, credentials_end: float = 100.0) -> None:
        self.configuration = configuration
        self.credentials_end = credentials_end
        self.process = Process()
        self.busy = True
        self.invocations = self.memory = 0
        self.ended = False

    def end(self) -> None:
        self.ended = True

    dispose = end


@pytest.fixture
def pool() -> Pool:
    return Pool(idle_limit=2, busy_limit=3)


def _acquire(pool: Pool, configuration: Configuration = CONFIGURATION, until: float = 1.0) -> Any:
    make: Callable[[], Any] = lambda: Fake(configuration)  # noqa: E731
    return pool.acquire(configuration, make, until)


def test_the_one_used_last_is_used_again(pool: Pool) -> None:
    first, second = _acquire(pool), _acquire(pool)
    pool.release(first, healthy=True)
    pool.release(second, healthy=True)
    assert _acquire(pool) is second
    assert _acquire(pool) is first


def test_a_broken_one_is_ended(pool: Pool) -> None:
    broken = _acquire(pool)
    pool.release(broken, healthy=False)
    assert broken.ended
    assert _acquire(pool) is not broken


def test_other_functions_keep_theirs_but_an_old_configuration_does_not(pool: Pool) -> None:
    old, other = _acquire(pool), _acquire(pool, replace(CONFIGURATION, name="g"))
    pool.release(old, healthy=True)
    pool.release(other, healthy=True)
    _acquire(pool, replace(CONFIGURATION, code_sha256="b"))
    assert (old.ended, other.ended) == (True, False)


@pytest.mark.parametrize(("until", "same"), [(100.0, True), (100.1, False)])
def test_credentials_must_last(pool: Pool, until: float, same: bool) -> None:
    warm = _acquire(pool)
    pool.release(warm, healthy=True)
    assert (_acquire(pool, until=until) is warm) is same


def test_one_that_died_while_idle_is_not_handed_out(pool: Pool) -> None:
    dead = _acquire(pool)
    pool.release(dead, healthy=True)
    dead.process.code = -9
    assert _acquire(pool) is not dead
    assert dead.ended


def test_the_least_recently_used_is_ended_above_the_limit(pool: Pool) -> None:
    held = [_acquire(pool, replace(CONFIGURATION, name=name)) for name in "abc"]
    for execution in held:
        pool.release(execution, healthy=True)
    assert [execution.ended for execution in held] == [True, False, False]
    assert [shown["function"] for shown in pool.snapshot()] == ["b", "c"]


def test_there_is_a_limit_to_busy_ones(pool: Pool) -> None:
    held = [_acquire(pool) for _ in range(3)]
    with pytest.raises(ApiError) as caught:
        _acquire(pool)
    assert (caught.value.code, caught.value.status) == ("TooManyRequestsException", 429)
    pool.release(held[0], healthy=True)
    assert _acquire(pool) is held[0]


def test_a_failed_start_takes_no_place(pool: Pool) -> None:
    def fail() -> Any:
        raise OSError("no more processes")

    for _ in range(4):
        with pytest.raises(OSError, match="no more processes"):
            pool.acquire(CONFIGURATION, fail, 1.0)
    assert _acquire(pool)


def test_closing_ends_all_and_admits_no_more(pool: Pool) -> None:
    idle, busy = _acquire(pool), _acquire(pool)
    pool.release(idle, healthy=True)
    pool.close()
    assert idle.ended and busy.ended
    pool.release(busy, healthy=True)
    assert pool.snapshot() == []
    with pytest.raises(ApiError):
        _acquire(pool)
