"""`detach-admin-policy` and `admin-policy`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._admin_policies import allows_everything, is_admin, is_harmless_call
from tests.flights.case import call
from tests.flights.cases.identity_admin import EVERYTHING
from tests.flights.recordings import replay


@pytest.mark.parametrize("case", ["admin-user", "admin-role", "admin-group-swept"])
def test_detaches_the_policy_and_undo_attaches_it(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.undone == flight.before != flight.after


def test_the_other_policies_stay():
    flight = replay("admin-user")
    (left,) = flight.after["policies"]
    assert left.endswith("/user-reads")
    assert "/user-admin" in flight.record.change


def test_what_was_attached_before_the_call_is_a_sweeps_business():
    flight = replay("admin-before")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Deny"},
        {"Action": "s3:*"},
        {"Resource": "arn:aws:s3:::*"},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
    ],
)
def test_only_everything_on_everything_without_a_condition_is_admin(change):
    (statement,) = EVERYTHING["Statement"]
    assert allows_everything(EVERYTHING)
    assert allows_everything({"Statement": {**statement, "Action": ["*:*"]}})
    assert not allows_everything({"Statement": [{**statement, **change}]})


@pytest.mark.parametrize(
    ("name", "admin"), [("AdministratorAccess", True), ("IAMFullAccess", True), ("ReadOnlyAccess", False)]
)
def test_of_aws_own_policies_the_name_says_it(name, admin):
    arn = f"arn:aws-us-gov:iam::aws:policy/{name}"
    assert is_admin(None, arn) is admin  # no call is made
    attached = call("AttachUserPolicy", {"userName": "x", "policyArn": arn}, None, "iam")
    assert is_harmless_call(attached) is not admin


def test_a_policy_of_the_accounts_own_has_to_be_read():
    arn = "arn:aws:iam::200000000001:policy/ReadOnlyAccess"
    assert not is_harmless_call(call("AttachUserPolicy", {"userName": "x", "policyArn": arn}, None, "iam"))
    assert not is_harmless_call(None)
