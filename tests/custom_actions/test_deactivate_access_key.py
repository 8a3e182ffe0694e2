"""`deactivate-access-key` and `active-access-key`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay

CHANGING = {"key-created": 1, "key-activated": 1, "key-in-finding": 1, "keys-swept": 2}


@pytest.mark.parametrize(("case", "count"), CHANGING.items())
def test_deactivates_the_named_keys_and_undo_activates_them(case, count):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert list(flight.after["keys"].values()).count("Inactive") == count
    assert flight.undone == flight.before


def test_the_key_that_was_there_before_the_call_stays_active():
    flight = replay("key-created")
    ((_, parameters),) = flight.called("act")
    (other,) = set(flight.before["keys"]) - {parameters["AccessKeyId"]}
    assert flight.after["keys"][other] == "Active"
    assert parameters["AccessKeyId"] in flight.record.change


@pytest.mark.parametrize("case", ["key-not-in-finding", "key-inactive"])
def test_a_key_that_is_not_named_or_inactive_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
