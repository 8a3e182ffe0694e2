"""What each flight plays: a policy, what is set up before (not recorded), and the event, if any.

`prepare` gets clients of an account of the embedded organisation and returns the resource that is acted on,
as Custodian would hand it to the filters, and the EventBridge event. Events are written out in the shapes of
CloudTrail itself, which vary more than what one emulator emits.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]
Clients = Callable[[str], Any]
PRINCIPAL = "arn:aws:sts::200000000001:assumed-role/Developer/mallory"
FINDING = "arn:aws:guardduty:us-east-1:200000000001:detector/d1/finding/f1"


@dataclass(frozen=True)
class Case:
    """One flight."""

    policy: JSON  # resource, filters and one action
    prepare: Callable[[Clients], tuple[JSON, JSON | None]]


def call(name: str, parameters: JSON, response: JSON | None = None, source: str = "ec2") -> JSON:
    """The event of an API call, as EventBridge delivers it."""
    return {
        "id": "11111111-1111-1111-1111-111111111111",
        "detail-type": "AWS API Call via CloudTrail",
        "source": f"aws.{source}",
        "account": "200000000001",
        "region": "us-east-1",
        "time": "2026-01-01T00:00:00Z",
        "detail": {
            "eventID": "22222222-2222-2222-2222-222222222222",
            "eventName": name,
            "eventSource": f"{source}.amazonaws.com",
            "eventTime": "2026-01-01T00:00:00Z",
            "awsRegion": "us-east-1",
            "recipientAccountId": "200000000001",
            "userIdentity": {"type": "AssumedRole", "arn": PRINCIPAL},
            "requestParameters": parameters,
            "responseElements": response,
        },
    }


def finding(instance: str) -> JSON:
    """The event of a GuardDuty finding that Security Hub imported."""
    arn = f"arn:aws:ec2:us-east-1:200000000001:instance/{instance}"
    return {
        "id": "33333333-3333-3333-3333-333333333333",
        "detail-type": "Security Hub Findings - Imported",
        "source": "aws.securityhub",
        "account": "111122223333",
        "region": "us-east-1",
        "time": "2026-01-01T00:00:00Z",
        "detail": {"findings": [{"Id": FINDING, "Resources": [{"Type": "AwsEc2Instance", "Id": arn}]}]},
    }


# --- internet gateways ---

GATEWAY = {
    "resource": "aws.internet-gateway",
    "filters": [{"type": "attached-vpc", "unless-tagged": {"internet-access": "approved"}}],
    "actions": ["detach"],
}


def _gateway(clients: Clients, tags: dict[str, str] | None = None) -> tuple[str, JSON]:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    if tags:
        ec2.create_tags(Resources=[vpc], Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return vpc, ec2.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"][0]


def gateway_attached(clients: Clients) -> tuple[JSON, JSON]:
    vpc, gateway = _gateway(clients)
    parameters = {"internetGatewayId": gateway["InternetGatewayId"], "vpcId": vpc}
    return gateway, call("AttachInternetGateway", parameters, {"_return": True})


def gateway_moved_on(clients: Clients) -> tuple[JSON, JSON]:
    """By the time of the event the gateway is attached to another VPC than the one that the call named."""
    _, gateway = _gateway(clients)
    parameters = {"internetGatewayId": gateway["InternetGatewayId"], "vpcId": "vpc-0000000000000dead"}
    return gateway, call("AttachInternetGateway", parameters, {"_return": True})


def gateway_swept(clients: Clients) -> tuple[JSON, None]:
    return _gateway(clients)[1], None


def gateway_approved(clients: Clients) -> tuple[JSON, None]:
    return _gateway(clients, {"internet-access": "approved"})[1], None


def gateway_deleted(clients: Clients) -> tuple[JSON, None]:
    _, gateway = _gateway(clients)
    ec2, identity = clients("ec2"), gateway["InternetGatewayId"]
    ec2.detach_internet_gateway(InternetGatewayId=identity, VpcId=gateway["Attachments"][0]["VpcId"])
    ec2.delete_internet_gateway(InternetGatewayId=identity)
    return gateway, None


# --- security groups ---

GROUP = {"resource": "aws.security-group", "filters": ["open-ingress"], "actions": ["revoke-open-ingress"]}
SSH_PERMISSION = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "IpRanges": [
        {"CidrIp": "0.0.0.0/0", "Description": "just for today"},
        {"CidrIp": "10.0.0.0/8", "Description": "office"},
    ],
}
# Open, but there before the event: a sweep's business, not the event's.
OLD_PERMISSION = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}


def _group(clients: Clients, *permissions: JSON) -> tuple[JSON, list[JSON]]:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    rules = []
    for permission in permissions:
        answer = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        rules = answer.get("SecurityGroupRules", [])
    return ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0], rules


def group_rule_added(clients: Clients) -> tuple[JSON, JSON]:
    """Two sources in one permission, ports as strings, as CloudTrail has them for calls of some clients."""
    group, _ = _group(clients, OLD_PERMISSION, SSH_PERMISSION)
    item = {
        "ipProtocol": "tcp",
        "fromPort": "22",
        "toPort": "22",
        "groups": {},
        "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}, {"cidrIp": "10.0.0.0/8"}]},
        "ipv6Ranges": {},
        "prefixListIds": {},
    }
    parameters = {"groupId": group["GroupId"], "ipPermissions": {"items": [item]}}
    return group, call("AuthorizeSecurityGroupIngress", parameters, {"_return": True})


def group_rule_added_flat(clients: Clients) -> tuple[JSON, JSON]:
    """The older form of the call, for a range with host bits (any /0 is the world)."""
    group, _ = _group(clients, OLD_PERMISSION, SSH_PERMISSION)
    parameters = {
        "groupId": group["GroupId"],
        "ipPermissions": {},
        "ipProtocol": "tcp",
        "fromPort": 22,
        "toPort": 22,
        "cidrIp": "208.236.235.254/0",
    }
    return group, call("AuthorizeSecurityGroupIngress", parameters, {"_return": True})


def group_rule_answered(clients: Clients) -> tuple[JSON, JSON]:
    """The group is named in the request; what was added stands in the response."""
    everything = {"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    group, rules = _group(clients, SSH_PERMISSION, everything)
    created = [
        {
            "groupId": group["GroupId"],
            "securityGroupRuleId": rule["SecurityGroupRuleId"],
            "isEgress": False,
            "ipProtocol": "-1",
            "fromPort": -1,
            "toPort": -1,
            "cidrIpv6": "::/0",
        }
        for rule in rules
    ]
    response = {"_return": True, "securityGroupRuleSet": {"items": created}}
    return group, call("AuthorizeSecurityGroupIngress", {"groupName": "web"}, response)


def group_rule_harmless(clients: Clients) -> tuple[JSON, JSON]:
    """The event adds 10.0.0.0/8; the group has an open rule from before."""
    group, _ = _group(clients, OLD_PERMISSION, {**SSH_PERMISSION, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]})
    parameters = {"groupId": group["GroupId"], "ipProtocol": "tcp", "fromPort": 22, "toPort": 22}
    parameters |= {"cidrIp": "10.0.0.0/8", "ipPermissions": {}}
    return group, call("AuthorizeSecurityGroupIngress", parameters, {"_return": True})


def group_rule_modified(clients: Clients) -> tuple[JSON, JSON]:
    """An existing rule was widened; the call names it by its id."""
    group, rules = _group(clients, OLD_PERMISSION, SSH_PERMISSION)
    widened = next(rule for rule in rules if rule["CidrIpv4"] == "0.0.0.0/0")
    request = {
        "GroupId": group["GroupId"],
        "SecurityGroupRule": {
            "tag": 1,
            "SecurityGroupRuleId": widened["SecurityGroupRuleId"],
            "SecurityGroupRule": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "0.0.0.0/0"},
        },
    }
    return group, call("ModifySecurityGroupRules", {"ModifySecurityGroupRulesRequest": request}, None)


def group_swept(clients: Clients) -> tuple[JSON, None]:
    return _group(clients, OLD_PERMISSION, SSH_PERMISSION)[0], None


# --- buckets ---

BUCKET = "payments-invoices"
POLICY = {"resource": "aws.s3", "filters": ["public-policy"], "actions": ["remove-public-statements"]}
READ_BY_ALL = {
    "Sid": "ReadByAll",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/*",
}
READ_BY_ENDPOINT = {
    **READ_BY_ALL,
    "Sid": "ReadByEndpoint",
    "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
}
TLS_ONLY = {
    **READ_BY_ALL,
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _bucket(clients: Clients, *statements: JSON) -> JSON:
    s3 = clients("s3")
    if BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.delete_bucket(Bucket=BUCKET)
    s3.create_bucket(Bucket=BUCKET)
    if statements:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(document))
    return {"Name": BUCKET, "Location": {"LocationConstraint": None}}


def _policy_put(clients: Clients, *statements: JSON) -> tuple[JSON, JSON]:
    bucket = _bucket(clients, *statements)
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return bucket, call("PutBucketPolicy", {"bucketName": BUCKET, "bucketPolicy": document}, None, "s3")


def policy_public_in_part(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, TLS_ONLY, READ_BY_ALL, READ_BY_ENDPOINT)


def policy_public(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, READ_BY_ALL)


def policy_harmless(clients: Clients) -> tuple[JSON, JSON]:
    return _policy_put(clients, TLS_ONLY, READ_BY_ENDPOINT)


def policy_missing(clients: Clients) -> tuple[JSON, None]:
    return _bucket(clients), None


BLOCK = {
    "resource": "aws.s3",
    "filters": ["check-public-block"],
    "actions": ["restore-public-access-block"],
}
ALL_BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def _blocked(clients: Clients, **flags: bool) -> JSON:
    bucket = _bucket(clients)
    clients("s3").put_public_access_block(
        Bucket=BUCKET, PublicAccessBlockConfiguration={**ALL_BLOCKED, **flags}
    )
    return bucket


def block_removed(clients: Clients) -> tuple[JSON, JSON]:
    parameters = {"bucketName": BUCKET, "publicAccessBlock": ""}
    bucket = _bucket(clients)
    clients("s3").delete_public_access_block(Bucket=BUCKET)
    return bucket, call("DeleteBucketPublicAccessBlock", parameters, None, "s3")


def block_weakened(clients: Clients) -> tuple[JSON, JSON]:
    bucket = _blocked(clients, BlockPublicPolicy=False)
    block = {"PublicAccessBlockConfiguration": {**ALL_BLOCKED, "BlockPublicPolicy": False}}
    return bucket, call("PutBucketPublicAccessBlock", {"bucketName": BUCKET, **block}, None, "s3")


def block_in_place(clients: Clients) -> tuple[JSON, None]:
    return _blocked(clients), None


# --- instances ---

INSTANCE = {"resource": "aws.ec2", "filters": [{"not": ["quarantined"]}], "actions": ["quarantine"]}


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


CASES: dict[str, Case] = {
    "gateway-attached": Case(GATEWAY, gateway_attached),
    "gateway-moved-on": Case(GATEWAY, gateway_moved_on),
    "gateway-swept": Case(GATEWAY, gateway_swept),
    "gateway-approved": Case(GATEWAY, gateway_approved),
    "gateway-deleted": Case(GATEWAY, gateway_deleted),
    "group-rule-added": Case(GROUP, group_rule_added),
    "group-rule-added-flat": Case(GROUP, group_rule_added_flat),
    "group-rule-answered": Case(GROUP, group_rule_answered),
    "group-rule-harmless": Case(GROUP, group_rule_harmless),
    "group-rule-modified": Case(GROUP, group_rule_modified),
    "group-swept": Case(GROUP, group_swept),
    "policy-public-in-part": Case(POLICY, policy_public_in_part),
    "policy-public": Case(POLICY, policy_public),
    "policy-harmless": Case(POLICY, policy_harmless),
    "policy-missing": Case(POLICY, policy_missing),
    "block-removed": Case(BLOCK, block_removed),
    "block-weakened": Case(BLOCK, block_weakened),
    "block-in-place": Case(BLOCK, block_in_place),
    "block-in-part": Case(
        {
            **BLOCK,
            "filters": [],
            "actions": [{"type": "restore-public-access-block", "to": {"RestrictPublicBuckets": True}}],
        },
        block_removed,
    ),
    "instance-compromised": Case(INSTANCE, instance_compromised),
    "instance-quarantined": Case(INSTANCE, instance_quarantined),
    "instance-group-opened": Case(INSTANCE, instance_group_opened),
}
