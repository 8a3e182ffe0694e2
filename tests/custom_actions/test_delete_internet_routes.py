"""`delete-internet-routes`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._internet_routes import destination, internet_routes
from tests.flights.cases.compute_routes import PARTNER, WORLD
from tests.flights.recordings import replay


def _to_the_internet(state):
    routes = internet_routes({"Routes": state["routes"]}, None)
    return [destination(route)["DestinationCidrBlock"] for route in routes]


@pytest.mark.parametrize(
    ("case", "left"), [("route-created", [PARTNER]), ("route-replaced", [WORLD]), ("route-swept", [])]
)
def test_deletes_the_event_s_route_or_in_a_sweep_all_and_undo_brings_it_back(case, left):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert _to_the_internet(flight.before) == [WORLD, PARTNER]
    assert _to_the_internet(flight.after) == left
    assert len(flight.after["routes"]) == 1 + len(left), "the local route stays"
    assert flight.undone == flight.before


def test_a_route_that_the_event_did_not_make_stays():
    flight = replay("route-elsewhere")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("route", "counts"),
    [
        ({"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}, True),
        ({"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1"}, True),
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vgw-1"}, False),
        ({"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"}, False),
    ],
)
def test_only_internet_gateways_count(route, counts):
    assert internet_routes({"Routes": [route]}, None) == ([route] if counts else [])
