"""`delete-internet-routes` on aws.route-table: take back the way to an internet gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._internet_routes import described, destination, internet_routes
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class DeleteInternetRoutes(Remediation):
    """Delete the routes of a route table that lead to an internet gateway.

    In response to CreateRoute or ReplaceRoute only the route with the call's destination; in a sweep every
    such route. No event says where a replaced route led before: it cannot be put back, and is deleted, too.

    :example:

    .. code-block:: yaml

        policies:
          - name: private-route-tables
            resource: aws.route-table
            filters:
              - tag:network: private
              - route-to-internet
            actions:
              - delete-internet-routes
    """

    schema = type_schema("delete-internet-routes")
    permissions = ("ec2:DescribeRouteTables", "ec2:DeleteRoute")
    undo_permissions = ("ec2:CreateRoute",)
    gone = frozenset({"InvalidRouteTableID.NotFound", "InvalidRouteTableId.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"routes": Routes}` in AWS's own shape, ordered by destination."""
        answer = clients("ec2").describe_route_tables(RouteTableIds=[resource["RouteTableId"]])
        routes = answer["RouteTables"][0]["Routes"]
        return {"routes": sorted(routes, key=lambda each: sorted(destination(each).items()))}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The routes to the internet that the event is about."""
        routes = internet_routes({"Routes": before["routes"]}, event)
        if not routes:
            return None
        words = "; ".join(described(route) for route in routes)
        left = [route for route in before["routes"] if route not in routes]
        return Change(
            f"Deleted from {resource['RouteTableId']} the route {words}.",
            details={"destinations": [destination(route) for route in routes]},
            undo={"routes": [{**destination(route), "GatewayId": route["GatewayId"]} for route in routes]},
            after={"routes": left},
        )

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for each route."""
        for each in change.details["destinations"]:
            clients("ec2").delete_route(RouteTableId=record.resource, **each)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Create the routes again, to the same gateway."""
        for route in (record.undo or {}).get("routes", ()):
            clients("ec2").create_route(RouteTableId=record.resource, **route)
