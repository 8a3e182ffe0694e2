"""`restore-public-access-block` on aws.account, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.cases.s3_account import ALL_BLOCKED
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["account-block-removed", "account-block-weakened"])
def test_turns_all_four_flags_on_and_undo_restores_what_was_there(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.after == {"block": ALL_BLOCKED}
    assert flight.undone == flight.before


def test_says_which_flags_it_turned_on():
    assert replay("account-block-weakened").record.change.endswith(" on again: BlockPublicPolicy.")


def test_a_block_in_place_is_left_alone():
    flight = replay("account-block-in-place")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
