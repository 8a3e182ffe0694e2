"""`detach` on aws.internet-gateway."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

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


CASES = {
    "gateway-attached": Case(GATEWAY, gateway_attached),
    "gateway-moved-on": Case(GATEWAY, gateway_moved_on),
    "gateway-swept": Case(GATEWAY, gateway_swept),
    "gateway-approved": Case(GATEWAY, gateway_approved),
    "gateway-deleted": Case(GATEWAY, gateway_deleted),
}
