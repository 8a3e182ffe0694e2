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


def test_it_is_cut_off_and_then_taken_out_of_its_scaling_group_and_undo_puts_it_back():
    flight = replay("instance-in-scaling-group")
    operations = [operation for operation, _ in flight.called("act")]
    assert operations.index("ModifyNetworkInterfaceAttribute") < operations.index("DetachInstances")
    assert (flight.before["scaling-group"], flight.after["scaling-group"]) == ("web", None)
    assert "Auto Scaling group web" in flight.record.change
    assert flight.undone == flight.before


def test_detaching_keeps_the_size_of_the_group_and_leaves_the_others_in_it():
    flight = replay("instance-in-scaling-group")
    ((_, parameters),) = [each for each in flight.called("act") if each[0] == "DetachInstances"]
    assert parameters["ShouldDecrementDesiredCapacity"] is False
    assert parameters["InstanceIds"] == [flight.record.resource]


def test_an_instance_of_no_scaling_group_is_only_cut_off():
    flight = replay("instance-in-no-scaling-group")
    assert flight.record.outcome is Result.CHANGED
    assert "Auto Scaling" not in flight.record.change
    assert "DetachInstances" not in [operation for operation, _ in flight.called("act")]
    assert flight.undone == flight.before


def test_without_the_option_neither_calls_nor_permissions_are_for_scaling():
    plain, detaching = replay("instance-compromised"), replay("instance-in-scaling-group")
    added = set(detaching.permissions) - set(plain.permissions)
    assert added == {"autoscaling:DescribeAutoScalingInstances", "autoscaling:DetachInstances"}
    assert set(detaching.undo_permissions) - set(plain.undo_permissions) == {"autoscaling:AttachInstances"}
    assert {call["service"] for call in plain.calls} == {"ec2"}
