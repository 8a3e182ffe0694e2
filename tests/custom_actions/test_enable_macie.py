"""`enable-macie`, on flights (make flights)."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.ledger import Result
from custom_actions._macie import is_disabled
from tests.flights.recordings import replay


def denied(message):
    error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": message}}, "GetMacieSession")
    return Mock(get_macie_session=Mock(side_effect=error))


def test_a_disabled_macie_is_enabled_and_undo_disables_it_again():
    flight = replay("macie-disabled")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.record.change == "Enabled Macie again in us-east-1, with its default settings."
    assert flight.called("act") == [("EnableMacie", {"status": "ENABLED"})]
    assert flight.after == {"enabled": True}
    assert flight.undone == flight.before == {"enabled": False}


def test_an_enabled_macie_is_left_alone():
    flight = replay("macie-enabled")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_macie_says_that_it_is_not_enabled_by_denying_access():
    assert is_disabled(denied("Macie is not enabled."))


def test_a_role_that_may_not_ask_does_not_know():
    with pytest.raises(ClientError, match="not authorized"):
        is_disabled(denied("User is not authorized to perform macie2:GetMacieSession"))
