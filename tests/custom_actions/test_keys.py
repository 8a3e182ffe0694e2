"""`cancel-deletion`, `enable` and `enable-rotation` on aws.kms-key, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def operations(flight, stage: str) -> list[str]:
    return [operation for operation, _ in flight.called(stage)]


def test_cancels_the_deletion_and_then_enables_the_key():
    flight = replay("key-deletion-scheduled")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert operations(flight, "act") == ["CancelKeyDeletion", "EnableKey"]
    assert flight.after == {"state": "Enabled", "days": None}


def test_undo_schedules_the_deletion_with_the_days_that_were_left():
    flight = replay("key-deletion-scheduled")
    ((operation, parameters),) = flight.called("undo")
    assert (operation, parameters["PendingWindowInDays"]) == ("ScheduleKeyDeletion", 7)
    assert flight.undone == flight.before == {"state": "PendingDeletion", "days": 7}


def test_leaves_the_key_disabled_if_asked_to():
    flight = replay("key-deletion-kept-disabled")
    assert operations(flight, "act") == ["CancelKeyDeletion"]
    assert flight.after["state"] == "Disabled"
    assert "left it disabled" in flight.record.change
    assert flight.undone == flight.before


@pytest.mark.parametrize(
    ("case", "before", "after"),
    [
        ("key-disabled", {"state": "Disabled"}, {"state": "Enabled"}),
        ("key-rotation-off", {"rotation": False}, {"rotation": True}),
    ],
)
def test_turns_on_what_was_turned_off_and_undo_turns_it_off(case, before, after):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert (flight.before, flight.after, flight.undone) == (before, after, before)


@pytest.mark.parametrize("case", ["key-deletion-cancelled", "key-enabled", "key-rotation-on"])
def test_a_key_in_good_order_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
