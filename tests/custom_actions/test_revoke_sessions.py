"""`revoke-sessions`, on flights (make flights)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from c7n_reflex.ledger import Result
from tests.custodian import load_policy
from tests.custom_actions.test_permissions_declared import used
from tests.flights.case import finding
from tests.flights.cases.identity_sessions import revoking
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["sessions-role-compromised", "sessions-user-compromised"])
def test_denies_everything_to_sessions_of_before_and_undo_deletes_the_policy(case):
    flight = replay(case)
    assert flight.record.outcome is Result.CHANGED
    assert flight.before == {"document": None}
    assert flight.after == {"document": revoking("2026-01-01T00:00:00Z")}
    assert flight.undone == flight.before


def test_an_older_revocation_is_renewed_and_undo_writes_the_former():
    flight = replay("sessions-role-revoked-long-ago")
    assert flight.after == {"document": revoking("2026-01-01T00:00:00Z")}
    assert flight.undone == flight.before == {"document": revoking("1999-12-31T00:00:00Z")}


@pytest.mark.parametrize("case", ["sessions-role-revoked-since", "sessions-role-gone"])
def test_what_is_revoked_already_or_gone_is_left_alone(case):
    flight = replay(case)
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize("kind", ["role", "user"])
def test_permissions_are_those_of_the_calls(kind):
    names = ["sessions-user-compromised"]
    if kind == "role":
        names = ["sessions-role-compromised", "sessions-role-revoked-long-ago"]
    flights = [replay(name) for name in names]
    acted = {name for flight in flights for name in used(flight.calls, "act")}
    undone = {name for flight in flights for name in used(flight.calls, "undo")}
    assert acted == set(flights[0].permissions)
    assert undone - acted == set(flights[0].undo_permissions)


def test_without_a_moment_given_it_is_the_present(tmp_path):
    policy = {"resource": "aws.iam-role", "actions": ["revoke-sessions"]}
    (action,) = load_policy(policy, None, output=tmp_path).resource_manager.actions
    change = action.plan({"RoleName": "r"}, {"document": revoking("1999-12-31T00:00:00Z")}, finding("r"))
    (statement,) = change.details["document"]["Statement"]
    cutoff = datetime.fromisoformat(statement["Condition"]["DateLessThan"]["aws:TokenIssueTime"])
    assert abs(datetime.now(UTC) - cutoff) < timedelta(minutes=5)
    assert action.plan({"RoleName": "r"}, change.details, finding("r")) is None
