"""`enable-volume-encryption` on aws.account, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def test_turns_encryption_on_and_undo_turns_it_off():
    flight = replay("volume-encryption-disabled")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert (flight.before, flight.after) == ({"encrypted": False}, {"encrypted": True})
    assert flight.record.change == "Turned encryption of new EBS volumes on again in us-east-1."
    assert flight.called("act") == [("EnableEbsEncryptionByDefault", {})]
    assert flight.called("undo") == [("DisableEbsEncryptionByDefault", {})]
    assert flight.undone == flight.before


def test_encryption_that_is_on_is_left_alone():
    flight = replay("volume-encryption-enabled")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
