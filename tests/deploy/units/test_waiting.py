"""What passes is waited for, what does not is raised."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.deploy.units import waiting

PASSING = [
    ("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
    ("ResourceConflictException", "The operation cannot be performed. An update is in progress for resource"),
]


def _answers(*errors: tuple[str, str]) -> Any:
    left = list(errors)

    def call(**given: Any) -> Any:
        if left:
            code, message = left.pop(0)
            raise ClientError({"Error": {"Code": code, "Message": message}}, "CreateFunction")
        return given

    return call


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds waited, on a clock that only waiting moves."""
    waited: list[float] = []
    now = SimpleNamespace(sleep=waited.append, monotonic=lambda: sum(waited))
    monkeypatch.setattr(waiting, "time", now)
    return waited


def test_what_passes_is_tried_again(clock: list[float]) -> None:
    assert waiting.patiently(_answers(*PASSING), a=1) == {"a": 1}
    assert len(clock) == 2


def test_another_conflict_is_raised_at_once(clock: list[float]) -> None:
    exists = ("ResourceConflictException", "Function already exist: f")
    with pytest.raises(ClientError, match="already exist"):
        waiting.patiently(_answers(exists))
    assert not clock


def test_it_is_not_waited_for_ever_and_the_next_time_not_at_all(clock: list[float]) -> None:
    call = _answers(*PASSING[:1] * 1000)
    with pytest.raises(ClientError, match="assumed"):
        waiting.patiently(call)
    assert 60 < sum(clock) < 70
    before = sum(clock)
    with pytest.raises(ClientError, match="assumed"):
        waiting.patiently(call)
    assert sum(clock) - before <= 3
