"""`quarantine` on aws.ec2."""

from __future__ import annotations

from typing import Any

from tests.flights.case import JSON, Case, Clients, finding
from tests.flights.cases.security_group import SSH_PERMISSION

INSTANCE = {"resource": "aws.ec2", "filters": [{"not": ["quarantined"]}], "actions": ["quarantine"]}
DETACHING = {**INSTANCE, "actions": [{"type": "quarantine", "detach-from-asg": True}]}


def _instance(clients: Clients, *, interfaces: int = 1) -> JSON:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    groups = [
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("web", "monitoring")
    ]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    launched = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=groups
    )["Instances"][0]["InstanceId"]
    for index in range(1, interfaces):
        more = ec2.create_network_interface(SubnetId=subnet, Groups=groups[:1])["NetworkInterface"]
        ec2.attach_network_interface(
            NetworkInterfaceId=more["NetworkInterfaceId"], InstanceId=launched, DeviceIndex=index
        )
    return _describe(ec2, launched)


def _describe(ec2: Any, instance: str) -> JSON:
    answer = ec2.describe_instances(InstanceIds=[instance])
    described: JSON = answer["Reservations"][0]["Instances"][0]
    keys = ("InstanceId", "VpcId", "State", "NetworkInterfaces", "Tags")
    return {key: described[key] for key in keys if key in described}


def instance_compromised(clients: Clients) -> tuple[JSON, JSON]:
    instance = _instance(clients, interfaces=2)
    return instance, finding(instance["InstanceId"])


def instance_quarantined(clients: Clients) -> tuple[JSON, JSON]:
    """The isolating group exists, was opened by hand, and the instance has it already."""
    ec2, instance = clients("ec2"), _instance(clients)
    group = ec2.create_security_group(
        GroupName="c7n-reflex-quarantine", Description="isolates", VpcId=instance["VpcId"]
    )["GroupId"]
    for interface in instance["NetworkInterfaces"]:
        ec2.modify_network_interface_attribute(
            NetworkInterfaceId=interface["NetworkInterfaceId"], Groups=[group]
        )
    return _describe(ec2, instance["InstanceId"]), finding(instance["InstanceId"])


def instance_group_opened(clients: Clients) -> tuple[JSON, JSON]:
    """The isolating group exists, but somebody let SSH in: it must be emptied before it is used."""
    ec2, instance = clients("ec2"), _instance(clients)
    group = ec2.create_security_group(
        GroupName="c7n-reflex-quarantine", Description="isolates", VpcId=instance["VpcId"]
    )["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[SSH_PERMISSION])
    return instance, finding(instance["InstanceId"])


def _scaled(clients: Clients, group: str) -> JSON:
    """An instance in an Auto Scaling group of its own, which may grow by one."""
    ec2, scaling, instance = clients("ec2"), clients("autoscaling"), _instance(clients)
    described = ec2.describe_instances(InstanceIds=[instance["InstanceId"]])["Reservations"][0]["Instances"][
        0
    ]
    template = {"ImageId": described["ImageId"], "InstanceType": "t3.micro"}
    ec2.create_launch_template(LaunchTemplateName=group, LaunchTemplateData=template)
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=group,
        MinSize=0,
        MaxSize=3,
        LaunchTemplate={"LaunchTemplateName": group, "Version": "1"},
        VPCZoneIdentifier=described["SubnetId"],
    )
    scaling.attach_instances(InstanceIds=[instance["InstanceId"]], AutoScalingGroupName=group)
    return _describe(ec2, instance["InstanceId"])


def instance_in_scaling_group(clients: Clients) -> tuple[JSON, JSON]:
    instance = _scaled(clients, "web")
    return instance, finding(instance["InstanceId"])


def instance_in_no_scaling_group(clients: Clients) -> tuple[JSON, JSON]:
    return instance_compromised(clients)


CASES = {
    "instance-compromised": Case(INSTANCE, instance_compromised),
    "instance-in-scaling-group": Case(DETACHING, instance_in_scaling_group),
    "instance-in-no-scaling-group": Case(DETACHING, instance_in_no_scaling_group),
    "instance-quarantined": Case(INSTANCE, instance_quarantined),
    "instance-group-opened": Case(INSTANCE, instance_group_opened),
}
