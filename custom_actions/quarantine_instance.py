"""`quarantine` on aws.ec2: cut a compromised instance off the network and keep it for the investigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions import _scaling
from custom_actions._isolation import GROUP_NAME, isolating_group
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

FINDING_TAG = "c7n-reflex:quarantine"
GROUPS_TAG = "c7n-reflex:previous-groups"  # with ":eni-..." appended
_TAG_LIMIT = 256  # characters in a tag's value


class QuarantineInstance(Remediation):
    """Replace the security groups of every network interface by one without rules, and say so in tags.

    The group `c7n-reflex-quarantine` is created in the instance's VPC when first needed. The instance keeps
    running: its memory is evidence. Connections that are already open and tracked may live on until they
    time out (EC2 user guide, "Security group connection tracking").

    An Auto Scaling group terminates an instance that no longer answers, and the evidence with it:
    `detach-from-asg: true` takes the instance out of its group, which starts another in its place. Undo puts
    it back, beside the other. Off by default: the other may be attacked in the same way.

    Tags: `c7n-reflex:quarantine` is the finding's id or the ledger's, and `c7n-reflex:previous-groups:<eni>`
    the groups that each interface had.

    :example:

    .. code-block:: yaml

        policies:
          - name: quarantine-instances
            resource: aws.ec2
            filters:
              - not:
                  - quarantined
            actions:
              - quarantine
    """

    schema = type_schema("quarantine", **{"detach-from-asg": {"type": "boolean"}})
    permissions: tuple[str, ...] = (
        "ec2:DescribeInstances",
        "ec2:DescribeSecurityGroups",
        "ec2:CreateSecurityGroup",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:CreateTags",
        "ec2:ModifyNetworkInterfaceAttribute",
    )
    undo_permissions: tuple[str, ...] = ("ec2:DeleteTags",)
    gone = frozenset({"InvalidInstanceID.NotFound"})

    def __init__(self, data: Any = None, manager: Any = None, log_dir: str | None = None) -> None:
        super().__init__(data, manager, log_dir)
        if self._detaches:  # else nobody need grant them
            self.permissions = (*self.permissions, *_scaling.PERMISSIONS)
            self.undo_permissions = (*self.undo_permissions, *_scaling.UNDO_PERMISSIONS)

    @property
    def _detaches(self) -> bool:
        return bool(self.data.get("detach-from-asg"))

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"vpc", "interfaces": {"eni-1": {"sg-1": "name"}}, "tags": {ours}}`; None once terminated.

        With `detach-from-asg` also `"scaling-group"`: its name, or None.
        """
        answer = clients("ec2").describe_instances(InstanceIds=[resource["InstanceId"]])
        instance = answer["Reservations"][0]["Instances"][0]
        if instance["State"]["Name"] in ("terminated", "shutting-down"):
            return None
        tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", ())}
        name = resource["InstanceId"]
        scaling = {"scaling-group": _scaling.group_of(clients, name)} if self._detaches else {}
        return {
            **scaling,
            "vpc": instance["VpcId"],
            "interfaces": groups_by_interface(instance),
            "tags": {key: value for key, value in tags.items() if key.startswith("c7n-reflex:")},
        }

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """The interfaces that are not isolated yet."""
        exposed = {
            interface: list(groups)
            for interface, groups in before["interfaces"].items()
            if not is_isolated(groups)
        }
        if not exposed:
            return None
        summary = (
            f"Isolated {resource['InstanceId']}: its interfaces have the security group {GROUP_NAME} only."
        )
        scaling = {}
        if group := before.get("scaling-group"):
            scaling = {"scaling-group": group}
            summary = f"{summary} It was taken out of the Auto Scaling group {group}."
        undo = {**scaling, "interfaces": exposed, "tags": before["tags"]}
        return Change(summary, details={**scaling, "vpc": before["vpc"], "interfaces": exposed}, undo=undo)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Tag first: whoever finds the instance cut off must be able to see why."""
        ec2 = clients("ec2")
        tags = {FINDING_TAG: (record.cause.finding_id or record.id)[:_TAG_LIMIT]}
        for interface, groups in change.details["interfaces"].items():
            value = " ".join(groups)
            tags[f"{GROUPS_TAG}:{interface}"] = value if len(value) <= _TAG_LIMIT else f"ledger {record.id}"
        ec2.create_tags(Resources=[record.resource], Tags=_tag_list(tags))
        group = isolating_group(ec2, change.details["vpc"])
        for interface in change.details["interfaces"]:
            ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Groups=[group])
        # Afterwards, so that it is cut off even if this fails; the group takes longer to see that it is ill.
        if scaling := change.details.get("scaling-group"):
            _scaling.detach(clients, record.resource, scaling)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Give each interface its groups back, put our tags back, and join the scaling group again."""
        ec2, undo = clients("ec2"), record.undo or {}
        for interface, groups in undo["interfaces"].items():
            ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Groups=groups)
        added = [FINDING_TAG, *(f"{GROUPS_TAG}:{interface}" for interface in undo["interfaces"])]
        ec2.delete_tags(Resources=[record.resource], Tags=[{"Key": key} for key in added])
        if undo["tags"]:
            ec2.create_tags(Resources=[record.resource], Tags=_tag_list(undo["tags"]))
        if scaling := undo.get("scaling-group"):
            _scaling.attach(clients, record.resource, scaling)


def groups_by_interface(instance: dict[str, Any]) -> dict[str, dict[str, str]]:
    """`{interface id: {group id: group name}}` of an instance as EC2 describes it."""
    return {
        interface["NetworkInterfaceId"]: {
            group["GroupId"]: group["GroupName"] for group in interface["Groups"]
        }
        for interface in instance.get("NetworkInterfaces", ())
    }


def is_isolated(groups: dict[str, str]) -> bool:
    """True if the isolating group is the only one."""
    return set(groups.values()) == {GROUP_NAME}


def _tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
