"""`restore-retention`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


@pytest.mark.parametrize(
    ("case", "before", "after"),
    [("retention-cut", 7, 365), ("retention-cut-90", 60, 90), ("retention-sweep", 7, 365)],
)
def test_a_short_retention_is_set_to_the_minimum_and_undo_sets_what_was_found(case, before, after):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change.endswith(f" from {before} to {after} days.")
    assert flight.after == {"days": after}
    assert flight.undone == flight.before == {"days": before}


@pytest.mark.parametrize("case", ["retention-long", "retention-unlimited", "retention-of-another"])
def test_a_long_retention_and_another_group_are_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_group_that_is_gone_is_left_alone():
    flight = replay("retention-gone")
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before is None
    assert flight.called("act") == []
