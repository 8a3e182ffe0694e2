"""`require-imdsv2`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["metadata-v1-allowed", "metadata-v1-launched", "metadata-v1-swept"])
def test_requires_tokens_and_undo_makes_them_optional_again(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert (flight.before, flight.after) == ({"v1": True}, {"v1": False})
    assert flight.undone == flight.before


@pytest.mark.parametrize("case", ["metadata-v1-older", "metadata-v2-required"])
def test_what_the_event_did_not_allow_or_is_not_allowed_stays(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_terminated_instance_counts_as_gone():
    flight = replay("metadata-terminated")
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before is None
