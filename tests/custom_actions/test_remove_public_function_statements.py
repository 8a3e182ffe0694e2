"""`remove-public-statements` of functions, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._function_policies import named, permission, public_sids
from tests.flights.recordings import replay

PUBLIC = {"Sid": "Public", "Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction"}


def sids(state) -> dict[str, list[str]]:
    return {name: [each["Sid"] for each in found] for name, found in state["statements"].items()}


def test_removes_the_statement_that_was_added_and_no_other():
    flight = replay("function-permission-added")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert sids(flight.before) == {"$LATEST": ["Buckets", "Earlier", "Public"]}
    assert sids(flight.after) == {"$LATEST": ["Buckets", "Earlier"]}
    assert flight.record.change == "Removed from the policy of function orders-added: Public."


def test_undo_adds_it_again():
    flight = replay("function-permission-added")
    assert flight.undone == flight.before


def test_a_sweep_removes_all_that_is_public():
    flight = replay("function-policy-swept")
    assert sids(flight.after) == {"$LATEST": ["Buckets"]}
    assert flight.undone == flight.before


def test_of_an_alias_the_aliass_own_statement_goes():
    flight = replay("function-alias-opened")
    assert flight.matched
    assert sids(flight.before) == {"$LATEST": ["Public"], "live": ["Public"]}
    assert sids(flight.after) == {"$LATEST": ["Public"]}
    assert flight.record.change.endswith(": Public (of live).")
    assert flight.undone == flight.before


def test_a_policy_for_the_organisation_or_an_account_is_left_alone():
    flight = replay("function-policy-harmless")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"functionName": "my-function"}, ("my-function", "$LATEST")),
        ({"functionName": "my-function:live"}, ("my-function", "live")),
        ({"functionName": "my-function", "qualifier": "3"}, ("my-function", "3")),
        ({"functionName": "200000000001:function:orders"}, ("orders", "$LATEST")),
        ({"functionName": "arn:aws-cn:lambda:cn-north-1:200000000001:function:orders:3"}, ("orders", "3")),
    ],
)
def test_reads_what_a_call_names(given, expected):
    assert named(given) == expected


def test_only_a_call_that_adds_a_permission_narrows():
    policies = {"$LATEST": [PUBLIC]}
    other = {"detail": {"eventName": "UpdateFunctionUrlConfig", "requestParameters": {"functionName": "f"}}}
    added = {"functionName": "f", "statementId": "Other"}
    event = {"detail": {"eventName": "AddPermission20150331v2", "requestParameters": added}}
    assert public_sids(policies, other) == [["$LATEST", "Public"]]
    assert public_sids(policies, event) == []


def test_a_permission_is_written_again_with_its_conditions():
    statement = {
        **PUBLIC,
        "Principal": {"Service": "s3.amazonaws.com"},
        "Resource": "arn:aws:lambda:us-east-1:200000000001:function:orders",
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": "200000000001", "lambda:FunctionUrlAuthType": "NONE"},
            "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::orders"},
        },
    }
    assert permission(statement) == {
        "StatementId": "Public",
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
        "SourceAccount": "200000000001",
        "FunctionUrlAuthType": "NONE",
        "SourceArn": "arn:aws:s3:::orders",
    }
