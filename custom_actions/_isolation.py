"""The isolating security group: one without any rule, in each VPC where an instance had to be quarantined."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

GROUP_NAME = "c7n-reflex-quarantine"
_DESCRIPTION = "Isolates quarantined instances; has no rules. Kept by c7n-reflex."


def isolating_group(ec2: Any, vpc: str) -> str:
    """The id of the VPC's isolating group, created if missing and emptied of any rule it has."""
    group = _find(ec2, vpc) or _create(ec2, vpc)
    identity = str(group["GroupId"])
    # A new group lets everything out, and an old one may have been opened by hand: neither isolates.
    if group.get("IpPermissionsEgress"):
        ec2.revoke_security_group_egress(GroupId=identity, IpPermissions=group["IpPermissionsEgress"])
    if group.get("IpPermissions"):
        ec2.revoke_security_group_ingress(GroupId=identity, IpPermissions=group["IpPermissions"])
    return identity


def _find(ec2: Any, vpc: str) -> dict[str, Any] | None:
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": [GROUP_NAME]}]
    groups: list[dict[str, Any]] = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    return groups[0] if groups else None


def _create(ec2: Any, vpc: str) -> dict[str, Any]:
    tags = [{"Key": "Name", "Value": GROUP_NAME}]
    try:
        ec2.create_security_group(
            GroupName=GROUP_NAME,
            Description=_DESCRIPTION,
            VpcId=vpc,
            TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}],
        )
    except ClientError as error:
        # Another event's function was quicker.
        if error.response["Error"]["Code"] != "InvalidGroup.Duplicate":
            raise
    group = _find(ec2, vpc)
    if group is None:
        raise ClientError(
            {
                "Error": {
                    "Code": "InvalidGroup.NotFound",
                    "Message": f"{GROUP_NAME} in {vpc} is not to be seen yet",
                }
            },
            "DescribeSecurityGroups",
        )
    return group
