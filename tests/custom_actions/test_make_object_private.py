"""`make-object-private`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay

KEY = "receipts/2025.csv"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("object-public", "READ for everybody"),
        ("object-for-any-account", "READ for every AWS account"),
        ("object-version-public", "READ for everybody"),
    ],
)
def test_removes_the_public_grants_and_undo_gives_them_back(case, said):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change.endswith(f"object {KEY} in bucket payments-receipts: {said}.")
    (owner,) = flight.after["acl"]["Grants"]
    assert (owner["Grantee"]["Type"], owner["Permission"]) == ("CanonicalUser", "FULL_CONTROL")
    assert flight.undone == flight.before


def test_an_upload_is_closed_in_the_version_that_was_uploaded():
    flight = replay("object-version-public")
    calls = flight.called("act") + flight.called("undo")
    assert [name for name, _ in calls] == ["PutObjectAcl", "PutObjectAcl"]
    version = flight.before["object"]["VersionId"]
    assert version
    assert {parameters["VersionId"] for _, parameters in calls} == {version}


def test_without_a_version_the_present_one_is_closed():
    ((_, parameters),) = replay("object-public").called("act")
    assert parameters["Key"] == KEY
    assert "VersionId" not in parameters


@pytest.mark.parametrize("case", ["object-private", "other-object-public", "object-in-no-event"])
def test_what_the_event_did_not_open_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []
