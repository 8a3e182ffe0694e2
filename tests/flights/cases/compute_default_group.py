"""`revoke-rules` on aws.security-group."""

from __future__ import annotations

from typing import Any

from tests.flights.case import JSON, Case, Clients, call

GROUP = {
    "resource": "aws.security-group",
    "filters": [{"GroupName": "default"}, "has-rules"],
    "actions": ["revoke-rules"],
}
OFFICE = {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "office"}]}
SSH: JSON = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
HTTPS: JSON = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}


def _group(clients: Clients) -> tuple[Any, JSON]:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    named = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group: JSON = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]
    return ec2, {key: group[key] for key in ("GroupId", "GroupName", "VpcId")}


def _added(group: JSON, name: str, rules: list[JSON]) -> JSON:
    items = [{"securityGroupRuleId": rule["SecurityGroupRuleId"]} for rule in rules]
    response = {"_return": True, "securityGroupRuleSet": {"items": items}}
    return call(name, {"groupId": group["GroupId"]}, response)


def default_group_ingress(clients: Clients) -> tuple[JSON, JSON]:
    """Two sources in one call, one of them the group itself; the rule for HTTPS was there before."""
    ec2, group = _group(clients)
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[HTTPS | OFFICE])
    itself = {"UserIdGroupPairs": [{"GroupId": group["GroupId"]}]}
    permissions = [SSH | OFFICE | itself]
    answer = ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=permissions)
    return group, _added(group, "AuthorizeSecurityGroupIngress", answer["SecurityGroupRules"])


def default_group_egress(clients: Clients) -> tuple[JSON, JSON]:
    ec2, group = _group(clients)
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[HTTPS | OFFICE])
    answer = ec2.authorize_security_group_egress(GroupId=group["GroupId"], IpPermissions=[SSH | OFFICE])
    return group, _added(group, "AuthorizeSecurityGroupEgress", answer["SecurityGroupRules"])


def default_group_swept(clients: Clients) -> tuple[JSON, None]:
    ec2, group = _group(clients)
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[HTTPS | OFFICE])
    return group, None


def default_group_revoked(clients: Clients) -> tuple[JSON, JSON]:
    """Somebody else has revoked the added rule; AWS's own outbound rule is there."""
    ec2, group = _group(clients)
    answer = ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[SSH | OFFICE])
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[SSH | OFFICE])
    return group, _added(group, "AuthorizeSecurityGroupIngress", answer["SecurityGroupRules"])


CASES = {
    "default-group-ingress": Case(GROUP, default_group_ingress),
    "default-group-egress": Case(GROUP, default_group_egress),
    "default-group-swept": Case(GROUP, default_group_swept),
    "default-group-revoked": Case(GROUP, default_group_revoked),
}
