"""`route-to-internet` on aws.route-table: does a route lead to an internet gateway?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema

from custom_actions._internet_routes import described, internet_routes


class RouteToInternet(Filter):  # type: ignore[misc, unused-ignore]
    """Route tables with a route to an internet gateway (`delete-internet-routes` mends).

    In response to CreateRoute or ReplaceRoute only the route with the call's destination counts.

    :example:

    .. code-block:: yaml

        policies:
          - name: private-route-tables
            resource: aws.route-table
            filters:
              - tag:network: private
              - route-to-internet
    """

    schema = type_schema("route-to-internet")
    annotation = "c7n-reflex:internet-routes"

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The tables with such a route, annotated with the routes in words."""
        for table in resources:
            table[self.annotation] = [described(route) for route in internet_routes(table, event)]
        return [table for table in resources if table[self.annotation]]
