"""Security group rules: one source each, and which of them are open to the world. Pure functions.

Custodian's and AWS's `IpPermissions` group the sources that share a protocol and ports; a *rule* here is one
protocol, port range and source, as it can be added and revoked.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

JSON = dict[str, Any]
_LISTS = (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6"))
_SOURCES = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


@dataclass(frozen=True, order=True)
class Rule:
    """One ingress rule with an address range as its source."""

    protocol: str  # "tcp", "-1" for all
    from_port: int  # -1 where the protocol has no ports
    to_port: int
    cidr: str  # as AWS stores it
    description: str = ""

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What makes it the same rule: the description does not, nor how the range is written."""
        return (self.protocol, self.from_port, self.to_port, _network(self.cidr))

    @property
    def is_open(self) -> bool:
        """True for a source of every address: 0.0.0.0/0, ::/0, or any other address with /0."""
        return _network(self.cidr).endswith("/0")

    def as_permission(self) -> JSON:
        """The `IpPermissions` entry of this one rule, for Authorize- and RevokeSecurityGroupIngress."""
        key, name = _LISTS[":" in self.cidr]
        source = {name: self.cidr, **({"Description": self.description} if self.description else {})}
        permission: JSON = {"IpProtocol": self.protocol, key: [source]}
        if self.protocol != "-1":
            permission |= {"FromPort": self.from_port, "ToPort": self.to_port}
        return permission

    def __str__(self) -> str:
        """`tcp 22 from 0.0.0.0/0`."""
        if self.protocol == "-1":
            return f"all traffic from {self.cidr}"
        ports = str(self.from_port) if self.from_port == self.to_port else f"{self.from_port}-{self.to_port}"
        return f"{self.protocol} {ports} from {self.cidr}"


def rules_of(permissions: Iterable[JSON]) -> list[Rule]:
    """The rules in AWS's `IpPermissions`, sources that are groups or prefix lists left out."""
    return [
        rule(
            each.get("IpProtocol"),
            each.get("FromPort"),
            each.get("ToPort"),
            source[name],
            source.get("Description"),
        )
        for each in permissions
        for key, name in _LISTS
        for source in each.get(key) or ()
    ]


def without(permissions: Iterable[JSON], rules: Iterable[Rule]) -> list[JSON]:
    """AWS's `IpPermissions` once these rules are revoked: permissions without any source are gone, too."""
    gone = {each.key for each in rules}
    left = [{**each, **{key: _kept(each, key, name, gone) for key, name in _LISTS}} for each in permissions]
    return [each for each in left if any(each.get(key) for key in _SOURCES)]


def _kept(permission: JSON, key: str, name: str, gone: set[tuple[str, int, int, str]]) -> list[JSON]:
    ports = (permission.get("IpProtocol"), permission.get("FromPort"), permission.get("ToPort"))
    return [each for each in permission.get(key) or () if rule(*ports, each[name]).key not in gone]


def rule(protocol: Any, from_port: Any, to_port: Any, cidr: str, description: str | None = "") -> Rule:
    """A rule from what AWS and CloudTrail write: ports may be strings or missing, protocols numbers."""
    name = _PROTOCOLS.get(str(protocol).lower(), str(protocol).lower())
    first, last = (-1, -1) if name == "-1" else (_port(from_port), _port(to_port))
    return Rule(name, first, last, cidr, description or "")


def rules_in_call(detail: Mapping[str, Any]) -> set[tuple[str, int, int, str]] | None:
    """Keys of the rules that an AuthorizeSecurityGroupIngress call added; None if it tells none."""
    created = _items((detail.get("responseElements") or {}).get("securityGroupRuleSet"))
    parameters = detail.get("requestParameters") or {}
    rules = [*_created(created)] or [*_nested(parameters), *_flat(parameters)]
    return {each.key for each in rules} or None


def rule_ids_in_call(detail: Mapping[str, Any]) -> set[str]:
    """Ids ("sgr-...") that a ModifySecurityGroupRules call names.

    CloudTrail wraps the parameters of newer EC2 calls (`ModifySecurityGroupRulesRequest`) and writes a list
    of one as an object, so the ids are looked for at any depth.
    """
    return set(_ids(detail.get("requestParameters")))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key.lower() == "securitygroupruleid" and isinstance(item, str):
                yield item
            else:
                yield from _ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item)


def _created(items: list[JSON]) -> Iterator[Rule]:
    for each in items:
        cidr = each.get("cidrIpv4") or each.get("cidrIpv6")
        if cidr:
            yield rule(each.get("ipProtocol"), each.get("fromPort"), each.get("toPort"), cidr)


def _nested(parameters: JSON) -> Iterator[Rule]:
    for each in _items(parameters.get("ipPermissions")):
        sources = [(item, "cidrIp") for item in _items(each.get("ipRanges"))]
        sources += [(item, "cidrIpv6") for item in _items(each.get("ipv6Ranges"))]
        for source, name in sources:
            if source.get(name):
                yield rule(each.get("ipProtocol"), each.get("fromPort"), each.get("toPort"), source[name])


def _flat(parameters: JSON) -> Iterator[Rule]:
    # The older form of the call has one rule at the top level and an empty ipPermissions.
    cidr = parameters.get("cidrIp") or parameters.get("cidrIpv6")
    if cidr:
        yield rule(parameters.get("ipProtocol"), parameters.get("fromPort"), parameters.get("toPort"), cidr)


def _items(value: Any) -> list[JSON]:
    """EC2's lists in CloudTrail: `{"items": [...]}`, `{}` when empty, an object for a list of one."""
    found = value.get("items", []) if isinstance(value, dict) else value
    if isinstance(found, dict):
        found = [found]
    return [item for item in found or () if isinstance(item, dict)]


def _port(value: Any) -> int:
    return -1 if value in (None, "") else int(value)


def _network(cidr: str) -> str:
    """The canonical form of a range, host bits cleared as AWS does when it stores one."""
    try:
        return str(ipaddress.ip_network(cidr, strict=False))
    except ValueError:
        return cidr
