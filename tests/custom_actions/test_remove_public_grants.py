"""`remove-public-grants`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["acl-public", "acl-for-any-account"])
def test_removes_the_public_grants_and_undo_gives_them_back(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    (owner,) = flight.after["acl"]["Grants"]
    assert (owner["Grantee"]["Type"], owner["Permission"]) == ("CanonicalUser", "FULL_CONTROL")
    assert flight.undone == flight.before


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("acl-public", "READ for everybody"),
        ("acl-for-any-account", "READ for every AWS account"),
    ],
)
def test_says_which_grants_it_removed(case, said):
    assert replay(case).record.change.endswith(f": {said}.")


def test_what_is_granted_to_log_delivery_is_left_alone():
    flight = replay("acl-for-log-delivery")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
