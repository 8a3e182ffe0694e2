"""`unshare` on aws.ebs-snapshot, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from c7n_reflex.safeguards.own_accounts import OWN_ACCOUNTS_VARIABLE
from tests.flights.cases.shares_snapshot import COLLEAGUE, OTHER_STRANGER, STRANGER
from tests.flights.recordings import replay


@pytest.mark.parametrize(
    ("case", "left"),
    [
        ("snapshot-shared", [COLLEAGUE, OTHER_STRANGER]),
        ("snapshot-public", [STRANGER]),
        ("snapshot-swept", [COLLEAGUE]),
    ],
)
def test_takes_back_what_the_event_shared_and_a_sweep_everything_and_undo_shares_again(case, left):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.after == {"shares": left}
    assert flight.undone == flight.before


@pytest.mark.parametrize("case", ["snapshot-shared-inside", "snapshot-deleted"])
def test_a_share_with_a_colleague_and_a_deleted_snapshot_are_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_nothing_is_outside_while_the_own_accounts_are_unknown(monkeypatch):
    monkeypatch.delenv(OWN_ACCOUNTS_VARIABLE)
    with pytest.raises(ValueError, match="own accounts are unknown"):
        replay.__wrapped__("snapshot-shared")
