"""The security groups of an instance's interfaces, its metadata options, and serial console access."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from c7n_reflex.organisation.organisation import Organisation

ACCOUNT, REGION = "200000000001", "us-east-1"


def test_stock_moto_still_mixes_the_groups() -> None:
    from moto.ec2.models import elastic_network_interfaces

    source = inspect.getsource(elastic_network_interfaces.NetworkInterface)
    assert "set(self._group_set) | set(self.instance.security_groups)" in source, "remove the mend"


def launch(ec2: Any) -> tuple[str, str, str, str]:
    """An instance with the group `web`: its id, its interface's, the group `other` and the group `web`."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    web, other = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("web", "other")
    )
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    instance = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[web]
    )["Instances"][0]
    return instance["InstanceId"], instance["NetworkInterfaces"][0]["NetworkInterfaceId"], other, web


def groups(ec2: Any, instance: str) -> tuple[set[str], set[str]]:
    """Of the instance, and of its primary interface."""
    described = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    own = {group["GroupId"] for group in described["SecurityGroups"]}
    return own, {group["GroupId"] for group in described["NetworkInterfaces"][0]["Groups"]}


def test_an_interface_has_the_groups_last_given_to_it(inprocess: Callable[..., Organisation]) -> None:
    ec2 = inprocess("moto_mends.ec2").client("ec2", ACCOUNT, REGION)
    instance, interface, other, web = launch(ec2)
    assert groups(ec2, instance) == ({web}, {web})
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Groups=[other])
    assert groups(ec2, instance) == ({other}, {other})


def test_groups_given_to_the_instance_are_its_primary_interface_s(
    inprocess: Callable[..., Organisation],
) -> None:
    ec2 = inprocess("moto_mends.ec2").client("ec2", ACCOUNT, REGION)
    instance, _, other, _ = launch(ec2)
    ec2.modify_instance_attribute(InstanceId=instance, Groups=[other])
    assert groups(ec2, instance) == ({other}, {other})


def test_a_second_interface_keeps_its_own_groups(inprocess: Callable[..., Organisation]) -> None:
    ec2 = inprocess("moto_mends.ec2").client("ec2", ACCOUNT, REGION)
    instance, interface, other, web = launch(ec2)
    subnet = ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0][
        "SubnetId"
    ]
    second = ec2.create_network_interface(SubnetId=subnet, Groups=[other])["NetworkInterface"][
        "NetworkInterfaceId"
    ]
    ec2.attach_network_interface(NetworkInterfaceId=second, InstanceId=instance, DeviceIndex=1)
    described = ec2.describe_network_interfaces(NetworkInterfaceIds=[second])["NetworkInterfaces"][0]
    assert [group["GroupId"] for group in described["Groups"]] == [other]
    assert groups(ec2, instance) == ({web}, {web})


def test_stock_moto_still_forgets_metadata_options_and_has_no_serial_console() -> None:
    from moto.ec2.models.instances import MetadataOptions
    from moto.ec2.responses import EC2Response

    assert MetadataOptions({"HttpEndpoint": None}).http_endpoint is None, "remove the mend"
    assert not hasattr(EC2Response, "get_serial_console_access_status"), "remove the mend"


def test_a_launch_requires_session_tokens_unless_it_says_otherwise(
    inprocess: Callable[..., Organisation],
) -> None:
    ec2 = inprocess("moto_mends.ec2").client("ec2", ACCOUNT, REGION)
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    found = []
    for options in (
        {},
        {"MetadataOptions": {"HttpTokens": "optional"}},
        {"MetadataOptions": {"HttpEndpoint": "enabled"}},
    ):
        launched = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, **options)["Instances"][0]
        found.append(launched["MetadataOptions"]["HttpTokens"])
    assert found == ["required", "optional", "required"]


def test_metadata_options_that_a_call_does_not_mention_stay(inprocess: Callable[..., Organisation]) -> None:
    ec2 = inprocess("moto_mends.ec2").client("ec2", ACCOUNT, REGION)
    instance, *_ = launch(ec2)
    ec2.modify_instance_metadata_options(
        InstanceId=instance, HttpPutResponseHopLimit=3, InstanceMetadataTags="enabled"
    )
    answer = ec2.modify_instance_metadata_options(InstanceId=instance, HttpTokens="optional")
    described = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    assert answer["InstanceMetadataOptions"] == described["MetadataOptions"]
    assert described["MetadataOptions"] == {
        "State": "applied",
        "HttpTokens": "optional",
        "HttpPutResponseHopLimit": 3,
        "HttpEndpoint": "enabled",
        "HttpProtocolIpv6": "disabled",
        "InstanceMetadataTags": "enabled",
    }


def test_serial_console_access_is_of_one_region_and_off_at_first(
    inprocess: Callable[..., Organisation],
) -> None:
    organisation = inprocess("moto_mends.ec2")
    here, there = (organisation.client("ec2", ACCOUNT, region) for region in (REGION, "eu-west-1"))
    states = [here.get_serial_console_access_status()["SerialConsoleAccessEnabled"]]
    assert here.enable_serial_console_access()["SerialConsoleAccessEnabled"]
    states += [
        each.get_serial_console_access_status()["SerialConsoleAccessEnabled"] for each in (here, there)
    ]
    assert not here.disable_serial_console_access()["SerialConsoleAccessEnabled"]
    states += [here.get_serial_console_access_status()["SerialConsoleAccessEnabled"]]
    assert states == [False, True, False, False]
