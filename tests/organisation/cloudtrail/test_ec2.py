"""The two forms of EC2's records."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.organisation.calls import Result
from c7n_reflex.organisation.cloudtrail import ec2
from tests.organisation.cloudtrail.models import TIME, call, operation

_OPEN = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


_WRAPPED = """
    ModifySecurityGroupRules CreateFlowLogs CreateNatGateway EnableSerialConsoleAccess DeleteFlowLogs
    CreateVpcEndpoint AssociateIamInstanceProfile ModifyInstanceMetadataOptions CreateLaunchTemplate
    DeleteTransitGatewayVpcAttachment
"""
_BARE = """
    AttachInternetGateway AuthorizeSecurityGroupIngress RunInstances StartInstances ModifySubnetAttribute
    CreateVolume ModifyImageAttribute CreateNetworkAclEntry CreateTags
"""


@pytest.mark.parametrize("name", _WRAPPED.split())
def test_newer_operations_are_wrapped(name: str) -> None:
    assert ec2.is_wrapped(operation("ec2", name))


@pytest.mark.parametrize("name", _BARE.split())
def test_older_operations_are_not(name: str) -> None:
    assert not ec2.is_wrapped(operation("ec2", name))


def test_nested_permissions() -> None:
    params = {"GroupId": "sg-1", "IpPermissions": [{**_OPEN, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}
    assert ec2.request(call("ec2", "AuthorizeSecurityGroupIngress", params)) == {
        "groupId": "sg-1",
        "ipPermissions": {
            "items": [
                {
                    "ipProtocol": "tcp",
                    "fromPort": 22,
                    "toPort": 22,
                    "groups": {},
                    "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
                    "ipv6Ranges": {"items": [{"cidrIpv6": "::/0"}]},
                    "prefixListIds": {},
                }
            ]
        },
    }


def test_flat_permission() -> None:
    params = {"GroupId": "sg-1", "CidrIp": "0.0.0.0/0", "FromPort": 22, "ToPort": 22, "IpProtocol": "tcp"}
    assert ec2.request(call("ec2", "AuthorizeSecurityGroupIngress", params)) == {
        "groupId": "sg-1",
        "cidrIp": "0.0.0.0/0",
        "fromPort": 22,
        "toPort": 22,
        "ipProtocol": "tcp",
        "ipPermissions": {},
    }


def test_wrapped_request_counts_list_elements() -> None:
    def rule(name: str) -> dict[str, Any]:
        return {"SecurityGroupRuleId": name, "SecurityGroupRule": {"IpProtocol": "-1", "CidrIpv6": "::/0"}}

    one = call("ec2", "ModifySecurityGroupRules", {"GroupId": "sg-1", "SecurityGroupRules": [rule("sgr-1")]})
    two = call("ec2", "ModifySecurityGroupRules", {"SecurityGroupRules": [rule("sgr-1"), rule("sgr-2")]})
    assert ec2.request(one)["ModifySecurityGroupRulesRequest"] == {
        "GroupId": "sg-1",
        "SecurityGroupRule": {**rule("sgr-1"), "tag": 1},
    }
    rules = ec2.request(two)["ModifySecurityGroupRulesRequest"]["SecurityGroupRule"]
    assert [(each["SecurityGroupRuleId"], each["tag"]) for each in rules] == [("sgr-1", 1), ("sgr-2", 2)]


def test_wrapped_request_of_names_and_of_nothing() -> None:
    logs = call("ec2", "DeleteFlowLogs", {"FlowLogIds": ["fl-1"]})
    assert ec2.request(logs) == {"DeleteFlowLogsRequest": {"FlowLogId": {"content": "fl-1", "tag": 1}}}
    console = call("ec2", "EnableSerialConsoleAccess", {"DryRun": False})
    assert ec2.request(console) == {"EnableSerialConsoleAccessRequest": ""}


def test_run_instances() -> None:
    params = {
        "ImageId": "ami-1",
        "MinCount": 1,
        "MaxCount": 2,
        "InstanceType": "t3.micro",
        "SecurityGroupIds": ["sg-1"],
        "UserData": "c2VjcmV0",
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "a", "Value": "b"}]}],
    }
    assert ec2.request(call("ec2", "RunInstances", params)) == {
        "instancesSet": {"items": [{"imageId": "ami-1", "minCount": 1, "maxCount": 2}]},
        "instanceType": "t3.micro",
        "groupSet": {"items": [{"groupId": "sg-1"}]},
        "userData": "<sensitiveDataRemoved>",
        "tagSpecificationSet": {
            "items": [{"resourceType": "instance", "tags": [{"key": "a", "value": "b"}]}]
        },
    }


@pytest.mark.parametrize(
    ("name", "params", "expected"),
    [
        ("StopInstances", {"InstanceIds": ["i-1"]}, {"instancesSet": {"items": [{"instanceId": "i-1"}]}}),
        (
            "CreateTags",
            {"Resources": ["i-1"], "Tags": [{"Key": "k", "Value": "v"}]},
            {
                "resourcesSet": {"items": [{"resourceId": "i-1"}]},
                "tagSet": {"items": [{"key": "k", "value": "v"}]},
            },
        ),
        (
            "ModifyInstanceAttribute",
            {"InstanceId": "i-1", "Groups": ["sg-1"]},
            {"instanceId": "i-1", "groupSet": {"items": [{"groupId": "sg-1"}]}},
        ),
        (
            "CreateNetworkAclEntry",
            {"NetworkAclId": "acl-1", "Protocol": "-1", "IcmpTypeCode": {"Code": 1}},
            {"networkAclId": "acl-1", "aclProtocol": "-1", "icmpTypeCode": {"code": 1}},
        ),
        ("CreateVolume", {"AvailabilityZone": "eu-west-1a", "Size": 1}, {"zone": "eu-west-1a", "size": 1}),
        (
            "ModifySubnetAttribute",
            {"SubnetId": "subnet-1", "MapPublicIpOnLaunch": {"Value": True}},
            {"subnetId": "subnet-1", "mapPublicIpOnLaunch": {"value": True}},
        ),
        (
            "ModifySnapshotAttribute",
            {"SnapshotId": "snap-1", "CreateVolumePermission": {"Add": [{"Group": "all"}]}},
            {
                "snapshotId": "snap-1",
                "attributeType": "CREATE_VOLUME_PERMISSION",
                "createVolumePermission": {"add": {"items": [{"group": "all"}]}},
            },
        ),
        (
            "ModifyImageAttribute",
            {
                "ImageId": "ami-1",
                "Attribute": "launchPermission",
                "OperationType": "remove",
                "UserIds": ["1"],
            },
            {
                "imageId": "ami-1",
                "attributeType": "launchPermission",
                "launchPermission": {"remove": {"items": [{"userId": "1"}]}},
            },
        ),
    ],
)
def test_names_of_the_older_api(name: str, params: dict[str, Any], expected: dict[str, Any]) -> None:
    assert ec2.request(call("ec2", name, params)) == expected


def test_response_of_an_older_operation() -> None:
    parsed = {
        "Return": True,
        "SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "CidrIpv4": "0.0.0.0/0"}],
    }
    assert ec2.response(call("ec2", "AuthorizeSecurityGroupIngress"), parsed) == {
        "requestId": "request-1",
        "_return": True,
        "securityGroupRuleSet": {"items": [{"securityGroupRuleId": "sgr-1", "cidrIpv4": "0.0.0.0/0"}]},
    }


def test_response_without_an_output_is_a_bare_return() -> None:
    answer = ec2.response(call("ec2", "AttachInternetGateway"), {})
    assert answer == {"requestId": "request-1", "_return": True}


def test_response_of_a_newer_operation() -> None:
    answer = ec2.response(call("ec2", "CreateFlowLogs"), {"FlowLogIds": ["fl-1"], "Unsuccessful": []})
    assert answer == {
        "CreateFlowLogsResponse": {
            "xmlns": "http://ec2.amazonaws.com/doc/2016-11-15/",
            "requestId": "request-1",
            "flowLogIdSet": {"item": "fl-1"},
            "unsuccessful": "",
        }
    }


def test_times_are_milliseconds_or_iso() -> None:
    volume = ec2.response(call("ec2", "CreateVolume"), {"CreateTime": TIME})
    assert volume["createTime"] == 1795532645679
    gateway = ec2.response(call("ec2", "CreateNatGateway"), {"NatGateway": {"CreateTime": TIME}})
    assert gateway["CreateNatGatewayResponse"]["natGateway"] == {"createTime": "2026-11-24T15:04:05.678Z"}


def test_result_is_not_changed() -> None:
    result = Result(200, parsed={"Return": True})
    ec2.response(call("ec2", "AuthorizeSecurityGroupIngress"), result.parsed)
    assert result.parsed == {"Return": True}
