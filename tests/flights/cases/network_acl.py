"""`delete-open-entries` on aws.network-acl."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

ACL = {"resource": "aws.network-acl", "filters": ["open-entry"], "actions": ["delete-open-entries"]}
SSH = {"RuleNumber": 90, "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 22, "To": 22}}
EVERYTHING = {"RuleNumber": 100, "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
OFFICE = {**SSH, "CidrBlock": "10.0.0.0/8"}


def _acl(clients: Clients, *entries: JSON) -> JSON:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    for entry in entries:
        ec2.create_network_acl_entry(NetworkAclId=acl, Egress=False, RuleAction="allow", **entry)
    described: JSON = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]
    return described


def _called(acl: JSON, name: str, number: object) -> JSON:
    parameters = {"networkAclId": acl["NetworkAclId"], "ruleNumber": number, "egress": False}
    return call(name, {**parameters, "ruleAction": "allow"}, {"_return": True})


def acl_entry_created(clients: Clients) -> tuple[JSON, JSON]:
    acl = _acl(clients, EVERYTHING, SSH)
    return acl, _called(acl, "CreateNetworkAclEntry", 90)


def acl_entry_replaced(clients: Clients) -> tuple[JSON, JSON]:
    acl = _acl(clients, EVERYTHING, SSH)
    return acl, _called(acl, "ReplaceNetworkAclEntry", "100")


def acl_entry_private(clients: Clients) -> tuple[JSON, JSON]:
    acl = _acl(clients, EVERYTHING, OFFICE)
    return acl, _called(acl, "CreateNetworkAclEntry", 90)


def acl_swept(clients: Clients) -> tuple[JSON, None]:
    return _acl(clients, EVERYTHING, SSH), None


def acl_default(clients: Clients) -> tuple[JSON, None]:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    described: JSON = ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]
    return described, None


CASES = {
    "acl-entry-created": Case(ACL, acl_entry_created),
    "acl-entry-replaced": Case(ACL, acl_entry_replaced),
    "acl-entry-private": Case(ACL, acl_entry_private),
    "acl-swept": Case(ACL, acl_swept),
    "acl-default": Case(ACL, acl_default),
}
