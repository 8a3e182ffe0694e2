"""`require-url-auth` of functions, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._function_urls import open_urls
from tests.flights.recordings import replay


@pytest.mark.parametrize("name", ["function-url-opened", "function-url-swept"])
def test_an_open_url_gets_an_auth_type_and_undo_opens_it_again(name):
    flight = replay(name)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert (flight.before, flight.after) == ({"auth": {"$LATEST": "NONE"}}, {"auth": {"$LATEST": "AWS_IAM"}})
    assert flight.undone == flight.before


@pytest.mark.parametrize("name", ["function-url-closed", "function-url-of-alias"])
def test_a_url_that_is_closed_or_not_the_calls_is_left_alone(name):
    flight = replay(name)
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_what_was_done_is_said():
    assert replay("function-url-opened").record.change == (
        "Required AWS_IAM for the URL of function url-opened."
    )


@pytest.mark.parametrize(
    ("event_name", "parameters", "expected"),
    [
        ("UpdateFunctionUrlConfig", {"functionName": "f", "qualifier": "live"}, ["live"]),
        ("UpdateFunctionUrlConfig20211031", {"functionName": "f:live"}, ["live"]),
        ("CreateFunctionUrlConfig20211031", {"functionName": "f"}, ["$LATEST"]),
        ("CreateFunctionUrlConfig20211031", {"functionName": "f", "qualifier": "safe"}, []),
        ("AddPermission20150331v2", {"functionName": "f"}, ["$LATEST", "live"]),
    ],
)
def test_only_the_url_of_the_call(event_name, parameters, expected):
    event = {"detail": {"eventName": event_name, "requestParameters": parameters}}
    assert open_urls({"$LATEST": "NONE", "live": "NONE", "safe": "AWS_IAM"}, event) == expected
