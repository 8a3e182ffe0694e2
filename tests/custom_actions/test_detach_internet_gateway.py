"""`detach`, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from tests.flights.recordings import replay


def test_detaches_from_the_vpc_of_the_event_and_undo_attaches_again():
    flight = replay("gateway-attached")
    (vpc,) = flight.before["attachments"]
    gateway = flight.record.resource
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert flight.called("act") == [
        ("DetachInternetGateway", {"InternetGatewayId": gateway, "VpcId": vpc}),
    ]
    assert flight.after == {"attachments": []}
    assert flight.undone == flight.before


def test_leaves_a_gateway_that_is_by_now_attached_to_another_vpc():
    flight = replay("gateway-moved-on")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_a_sweep_detaches_what_is_attached():
    flight = replay("gateway-swept")
    assert flight.matched
    assert flight.after == {"attachments": []}
    assert flight.undone == flight.before


def test_an_approved_vpc_is_exempt():
    assert not replay("gateway-approved").matched


def test_a_deleted_gateway_is_unchanged_and_not_an_error():
    flight = replay("gateway-deleted")
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before is None


def test_the_record_says_who_and_what():
    record = replay("gateway-attached").record
    assert record.cause.principal.endswith("/mallory")
    assert record.cause.event_name == "AttachInternetGateway"
    assert record.change.startswith(f"Detached {record.resource} from vpc-")
    assert (record.account, record.region) == ("200000000001", "us-east-1")
