"""The Auto Scaling group that an instance is in, and how to take it out and put it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custom_actions.base import Clients

PERMISSIONS = ("autoscaling:DescribeAutoScalingInstances", "autoscaling:DetachInstances")
UNDO_PERMISSIONS = ("autoscaling:AttachInstances",)
# Of the states of an instance in a group (API_AutoScalingInstanceDetails) those in which it can be detached.
_DETACHABLE = ("InService", "Standby")


def group_of(clients: Clients, instance: str) -> str | None:
    """The name of the group that the instance is in and can be taken out of; None if there is none."""
    answer = clients("autoscaling").describe_auto_scaling_instances(InstanceIds=[instance])
    found = [each for each in answer["AutoScalingInstances"] if each["LifecycleState"] in _DETACHABLE]
    return str(found[0]["AutoScalingGroupName"]) if found else None


def detach(clients: Clients, instance: str, group: str) -> None:
    """Take the instance out of the group, which keeps its size and so starts another."""
    clients("autoscaling").detach_instances(
        InstanceIds=[instance], AutoScalingGroupName=group, ShouldDecrementDesiredCapacity=False
    )


def attach(clients: Clients, instance: str, group: str) -> None:
    """Put it back, which makes the group larger by one. ClientError (ValidationError) if that is too many."""
    if group_of(clients, instance) is None:
        clients("autoscaling").attach_instances(InstanceIds=[instance], AutoScalingGroupName=group)
