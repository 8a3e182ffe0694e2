"""`restrict-trust` and `trusts-outside`, on flights (make flights)."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from c7n_reflex.ledger import Result
from custom_actions import _trust
from tests.flights.case import call
from tests.flights.cases.identity_trust import EXTERNAL_ID, OUTSIDE, OWN, trust
from tests.flights.recordings import replay

OURS = frozenset({"111122223333"})


@pytest.mark.parametrize("case", ["trust-opened", "trust-everybody"])
def test_removes_who_is_outside_and_undo_restores_the_policy(case):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert _trust.outsiders(flight.after["trust"], OURS) == []
    assert flight.undone == flight.before


def test_own_accounts_and_external_ids_stay():
    assert replay("trust-opened").after["trust"]["Statement"] == [trust(OWN), EXTERNAL_ID]


def test_a_role_for_own_accounts_is_left_alone():
    flight = replay("trust-own")
    assert not flight.matched
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("principal", "outside"),
    [
        ("*", True),
        ("999999999999", True),
        ("arn:aws-cn:iam::999999999999:role/x", True),
        ("arn:aws:sts::999999999999:assumed-role/x/y", True),
        ("111122223333", False),
        (OWN, False),
        ("AROAEXAMPLEDELETED", False),
    ],
)
def test_who_is_outside(principal, outside):
    assert (_trust.outsiders({"Statement": trust(principal)}, OURS) == [principal]) is outside


def test_everybody_of_the_organisation_is_not_outside():
    narrowed = trust("*", StringEquals={"aws:PrincipalOrgID": "o-1234567890"})
    assert _trust.outsiders({"Statement": [narrowed]}, OURS) == []


def test_services_and_statements_that_deny_are_not_looked_at():
    service = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert _trust.outsiders({"Statement": [service, {**trust(OUTSIDE), "Effect": "Deny"}]}, OURS) == []


def test_a_principal_beside_another_kind_leaves_the_statement():
    both = {**trust(OUTSIDE), "Principal": {"AWS": OUTSIDE, "Service": "ec2.amazonaws.com"}}
    (left,) = _trust.without({"Statement": [both]}, OURS)["Statement"]
    assert left["Principal"] == {"Service": "ec2.amazonaws.com"}


@pytest.mark.parametrize("write", [str, quote])
def test_the_calls_own_document_says_whether_it_let_somebody_in(write):
    def created(principal):
        document = write(json.dumps({"Statement": [trust(principal)]}))
        return call("CreateRole", {"roleName": "x", "assumeRolePolicyDocument": document}, None, "iam")

    assert _trust.is_harmless_call(created(OWN), OURS)
    assert not _trust.is_harmless_call(created(OUTSIDE), OURS)
    assert not _trust.is_harmless_call(call("CreateRole", {"roleName": "x"}, None, "iam"), OURS)
    assert not _trust.is_harmless_call(None, OURS)
