"""`remove-public-statements`, on flights (make flights)."""

from __future__ import annotations

import json

from c7n_reflex.ledger import Result
from tests.flights.cases.bucket import READ_BY_ENDPOINT, TLS_ONLY
from tests.flights.recordings import replay


def test_removes_the_public_statement_and_leaves_the_others_as_they_are():
    flight = replay("policy-public-in-part")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    before, after = json.loads(flight.before["policy"]), json.loads(flight.after["policy"])
    assert after == {**before, "Statement": [TLS_ONLY, READ_BY_ENDPOINT]}
    assert "ReadByAll" in flight.record.change


def test_undo_writes_the_policy_as_it_was():
    flight = replay("policy-public-in-part")
    assert json.loads(flight.undone["policy"]) == json.loads(flight.before["policy"])


def test_deletes_a_policy_of_which_nothing_is_left():
    flight = replay("policy-public")
    assert [operation for operation, _ in flight.called("act")] == ["DeleteBucketPolicy"]
    assert flight.after == {"policy": None}
    assert json.loads(flight.undone["policy"]) == json.loads(flight.before["policy"])


def test_a_narrowed_policy_is_left_alone():
    flight = replay("policy-harmless")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_bucket_without_a_policy_is_left_alone():
    flight = replay("policy-missing")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
