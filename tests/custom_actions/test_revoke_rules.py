"""`revoke-rules`, on flights (make flights)."""

from __future__ import annotations

import pytest

from c7n_reflex.ledger import Result
from custom_actions._group_rules import described, permission
from tests.flights.recordings import replay

EVERYTHING_OUT = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def _ports(state):
    return {way: [rule.get("FromPort") for rule in rules] for way, rules in state.items()}


@pytest.mark.parametrize(
    ("case", "before", "after"),
    [
        ("default-group-ingress", {"in": [22, 22, 443], "out": [None]}, {"in": [443], "out": [None]}),
        ("default-group-egress", {"in": [443], "out": [22, None]}, {"in": [443], "out": [None]}),
        ("default-group-swept", {"in": [443], "out": [None]}, {"in": [], "out": []}),
    ],
)
def test_revokes_what_the_event_added_or_in_a_sweep_all_and_undo_adds_it_again(case, before, after):
    flight = replay(case)
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert _ports(flight.before) == before
    assert _ports(flight.after) == after
    assert flight.undone == flight.before


def test_rules_that_the_event_did_not_add_stay():
    flight = replay("default-group-revoked")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.before == {"in": [], "out": [EVERYTHING_OUT]}
    assert flight.called("act") == []


@pytest.mark.parametrize(
    ("source", "expected", "words"),
    [
        ({"CidrIpv6": "::/0"}, {"Ipv6Ranges": [{"CidrIpv6": "::/0", "Description": "d"}]}, "::/0"),
        ({"PrefixListId": "pl-1"}, {"PrefixListIds": [{"PrefixListId": "pl-1", "Description": "d"}]}, "pl-1"),
        (
            {"ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": "1", "PeeringStatus": "active"}},
            {"UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "1", "Description": "d"}]},
            "sg-2",
        ),
    ],
)
def test_every_kind_of_source_can_be_revoked_and_added(source, expected, words):
    ports = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 23}
    rule = {"SecurityGroupRuleId": "sgr-1", "IsEgress": False, "Description": "d", **ports, **source}
    assert permission(rule) == ports | expected
    assert described(rule) == f"inbound tcp 22-23 from {words}"
