"""`delete-internet-routes` on aws.route-table."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

TABLE = {
    "resource": "aws.route-table",
    "filters": ["route-to-internet"],
    "actions": ["delete-internet-routes"],
}
WORLD, PARTNER = "0.0.0.0/0", "198.51.100.0/24"


def _table(clients: Clients, *destinations: str) -> JSON:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    for destination in destinations:
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=destination, GatewayId=gateway)
    described: JSON = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]
    return described


def _called(table: JSON, name: str, destination: str) -> JSON:
    parameters = {"routeTableId": table["RouteTableId"], "destinationCidrBlock": destination}
    return call(name, parameters, {"_return": True})


def route_created(clients: Clients) -> tuple[JSON, JSON]:
    table = _table(clients, WORLD, PARTNER)
    return table, _called(table, "CreateRoute", WORLD)


def route_replaced(clients: Clients) -> tuple[JSON, JSON]:
    """The call's destination has host bits, which AWS clears when it stores the route."""
    table = _table(clients, WORLD, PARTNER)
    return table, _called(table, "ReplaceRoute", "198.51.100.7/24")


def route_swept(clients: Clients) -> tuple[JSON, None]:
    return _table(clients, WORLD, PARTNER), None


def route_elsewhere(clients: Clients) -> tuple[JSON, JSON]:
    """The event is about a route that leads to no internet gateway; one to the world is older."""
    table = _table(clients, WORLD)
    return table, _called(table, "CreateRoute", "10.9.0.0/16")


CASES = {
    "route-created": Case(TABLE, route_created),
    "route-replaced": Case(TABLE, route_replaced),
    "route-swept": Case(TABLE, route_swept),
    "route-elsewhere": Case(TABLE, route_elsewhere),
}
