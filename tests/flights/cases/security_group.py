"""`revoke-open-ingress` on aws.security-group."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

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


CASES = {
    "group-rule-added": Case(GROUP, group_rule_added),
    "group-rule-added-flat": Case(GROUP, group_rule_added_flat),
    "group-rule-answered": Case(GROUP, group_rule_answered),
    "group-rule-harmless": Case(GROUP, group_rule_harmless),
    "group-rule-modified": Case(GROUP, group_rule_modified),
    "group-swept": Case(GROUP, group_swept),
}
