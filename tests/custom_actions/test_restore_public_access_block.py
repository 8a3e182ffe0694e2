"""`restore-public-access-block`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.cases.bucket import ALL_BLOCKED
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["block-removed", "block-weakened"])
def test_turns_all_four_flags_on_and_undo_restores_what_was_there(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.after == {"block": ALL_BLOCKED}
    assert flight.undone == flight.before


def test_says_which_flags_it_turned_on():
    change = replay("block-weakened").record.change
    assert "BlockPublicPolicy=true" in change
    assert "BlockPublicAcls" not in change


def test_a_block_in_place_is_left_alone():
    flight = replay("block-in-place")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_only_the_given_flags_are_set():
    flight = replay("block-in-part")
    assert flight.after == {"block": {**dict.fromkeys(ALL_BLOCKED, False), "RestrictPublicBuckets": True}}
