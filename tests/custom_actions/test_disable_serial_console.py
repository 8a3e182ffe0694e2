"""`disable-serial-console`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["serial-console-enabled", "serial-console-swept"])
def test_turns_access_off_and_undo_turns_it_on_again(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Turned serial console access off in us-east-1."
    assert (flight.before, flight.after) == ({"enabled": True}, {"enabled": False})
    assert flight.undone == flight.before


def test_access_that_is_off_is_left_alone():
    flight = replay("serial-console-disabled")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
