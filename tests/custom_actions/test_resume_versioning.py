"""`resume-versioning`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def test_resumes_suspended_versioning_and_undo_suspends_it_again():
    flight = replay("versioning-suspended")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.after == {"versioning": "Enabled"}
    assert flight.undone == flight.before == {"versioning": "Suspended"}
    assert flight.record.change == "Resumed the versioning of bucket payments-ledgers."


@pytest.mark.parametrize("case", ["versioning-enabled", "versioning-never"])
def test_a_bucket_that_did_not_lose_its_versioning_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
