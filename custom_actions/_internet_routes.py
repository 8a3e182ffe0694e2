"""Which routes of a route table lead to an internet gateway, and which of them an event is about."""

from __future__ import annotations

import ipaddress
from typing import Any

from c7n_reflex.pipeline.cause import api_call

JSON = dict[str, Any]
# Fields of a route in DescribeRouteTables; those of a call in CloudTrail begin in lower case.
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")


def internet_routes(table: JSON, event: JSON | None) -> list[JSON]:
    """Routes to an internet gateway, as DescribeRouteTables shows them.

    For CreateRoute and ReplaceRoute the one with the call's destination; in a sweep all. A route to an
    egress-only internet gateway lets nobody in, and does not count.
    """
    found = [each for each in table.get("Routes", ()) if str(each.get("GatewayId", "")).startswith("igw-")]
    detail = api_call(event, "CreateRoute", "ReplaceRoute")
    if detail is None:
        return found
    named = _destinations_named(detail.get("requestParameters") or {})
    return [each for each in found if named & {_canonical(item) for item in destination(each).values()}]


def destination(route: JSON) -> dict[str, str]:
    """The one parameter by which calls name the route: `{"DestinationCidrBlock": "0.0.0.0/0"}`."""
    return {name: str(route[name]) for name in _DESTINATIONS if route.get(name)}


def described(route: JSON) -> str:
    """A route in words: "0.0.0.0/0 to igw-1"."""
    return f"{', '.join(destination(route).values())} to {route['GatewayId']}"


def _destinations_named(parameters: JSON) -> set[str]:
    names = (name[0].lower() + name[1:] for name in _DESTINATIONS)
    return {_canonical(str(parameters[name])) for name in names if parameters.get(name)}


def _canonical(text: str) -> str:
    """As AWS stores a range: without host bits. Ids of prefix lists as they are."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return text
