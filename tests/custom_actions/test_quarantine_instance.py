"""`quarantine`, on flights (make flights)."""

from __future__ import annotations

from c7n_reflex.ledger import Result
from custom_actions._isolation import GROUP_NAME
from tests.flights.case import FINDING
from tests.flights.recordings import replay


def test_every_interface_gets_the_isolating_group_only():
    flight = replay("instance-compromised")
    assert flight.matched
    assert flight.record.outcome is Result.CHANGED
    assert len(flight.before["interfaces"]) == 2
    assert {tuple(groups.values()) for groups in flight.after["interfaces"].values()} == {(GROUP_NAME,)}


def test_the_new_group_loses_the_rule_that_lets_everything_out():
    operations = [operation for operation, _ in replay("instance-compromised").called("act")]
    assert "CreateSecurityGroup" in operations
    assert "RevokeSecurityGroupEgress" in operations
    assert operations.index("CreateTags") < operations.index("ModifyNetworkInterfaceAttribute")


def test_tags_name_the_finding_and_the_previous_groups():
    flight = replay("instance-compromised")
    tags = flight.after["tags"]
    assert flight.record.cause.finding_id == FINDING
    assert tags["c7n-reflex:quarantine"] == FINDING
    for interface, groups in flight.before["interfaces"].items():
        assert tags[f"c7n-reflex:previous-groups:{interface}"].split() == list(groups)


def test_undo_restores_groups_and_tags():
    flight = replay("instance-compromised")
    assert flight.undone == flight.before


def test_an_instance_in_quarantine_is_left_alone():
    flight = replay("instance-quarantined")
    assert not flight.matched
    assert flight.record.outcome is Result.UNCHANGED
    assert flight.called("act") == []


def test_an_isolating_group_that_was_opened_is_emptied_before_it_is_used():
    called = replay("instance-group-opened").called("act")
    operations = [operation for operation, _ in called]
    assert "CreateSecurityGroup" not in operations
    assert operations.index("RevokeSecurityGroupIngress") < operations.index(
        "ModifyNetworkInterfaceAttribute"
    )
