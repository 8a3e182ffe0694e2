"""`start-logging`, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from custom_actions.start_logging import StartLogging
from tests.flights.recordings import replay


def test_a_stopped_trail_is_started_and_undo_stops_it_again():
    flight = replay("trail-stopped")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Started the logging of trail flight-trail."
    assert flight.after == {"logging": True}
    assert flight.undone == flight.before == {"logging": False}


def test_a_trail_that_is_logging_is_left_alone():
    flight = replay("trail-logging")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_acts_in_the_trails_home_region():
    action = StartLogging({"type": "start-logging"})
    assert action.region({"HomeRegion": "eu-west-1"}) == "eu-west-1"
