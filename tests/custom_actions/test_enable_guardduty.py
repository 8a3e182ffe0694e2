"""`enable-guardduty`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["guardduty-disabled", "guardduty-disabled-sweep"])
def test_a_disabled_detector_is_enabled_and_undo_disables_it_again(case):
    flight = replay(case)
    (detector,) = flight.before["detectors"]
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == f"Enabled the GuardDuty detector {detector} again."
    assert flight.after == {"detectors": {detector: "ENABLED"}}
    assert flight.undone == flight.before == {"detectors": {detector: "DISABLED"}}


@pytest.mark.parametrize("case", ["guardduty-enabled", "guardduty-other-setting"])
def test_left_alone_unless_the_call_disabled_it_and_it_still_is(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
