"""`enable-security-hub`, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def test_a_disabled_security_hub_is_enabled_and_undo_disables_it_again():
    flight = replay("security-hub-disabled")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Enabled Security Hub again in us-east-1, with the default standards."
    assert flight.called("act") == [("EnableSecurityHub", {"EnableDefaultStandards": True})]
    assert flight.after == {"enabled": True}
    assert flight.undone == flight.before == {"enabled": False}


def test_an_enabled_security_hub_is_left_alone():
    flight = replay("security-hub-enabled")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
