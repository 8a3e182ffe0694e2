"""`enable-inspector`, on flights (make flights)."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.ledger import Result
from custom_actions._inspector import raise_for_failed
from tests.flights.recordings import replay

ECR_ONLY = {"EC2": False, "ECR": True, "LAMBDA": False, "LAMBDA_CODE": False, "CODE_REPOSITORY": False}


def test_only_what_the_call_turned_off_is_enabled_and_undo_disables_it_again():
    flight = replay("inspector-disabled")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Enabled Inspector again in us-east-1 for EC2, LAMBDA."
    assert flight.after == {"scanned": ECR_ONLY | {"EC2": True, "LAMBDA": True}}
    assert flight.undone == flight.before == {"scanned": ECR_ONLY}


@pytest.mark.parametrize("case", ["inspector-enabled", "inspector-of-another", "inspector-sweep"])
def test_what_no_call_turned_off_is_left_alone(case):
    flight = replay(case)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert "Enable" not in [call["operation"] for call in flight.calls]


def test_an_account_that_inspector_reports_as_failed_is_an_error():
    failed = {"accountId": "200000000001", "errorCode": "DISABLE_IN_PROGRESS", "errorMessage": "wait"}
    with pytest.raises(ClientError, match="DISABLE_IN_PROGRESS"):
        raise_for_failed({"accounts": [], "failedAccounts": [failed]}, "Enable")
    raise_for_failed({"accounts": [], "failedAccounts": []}, "Enable")
