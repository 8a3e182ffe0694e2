"""`start-recorder`, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def test_a_stopped_recorder_is_started_and_undo_stops_it_again():
    flight = replay("recorder-stopped")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Started the configuration recorder flight-recorder again."
    assert flight.after == {"recording": True}
    assert flight.undone == flight.before == {"recording": False}


def test_a_recorder_that_is_recording_is_left_alone():
    flight = replay("recorder-recording")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_recorder_that_is_gone_is_left_alone():
    flight = replay("recorder-gone")
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before is None
    assert flight.called("act") == []
