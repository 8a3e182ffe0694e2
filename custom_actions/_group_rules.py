"""Rules of a security group in both directions, whatever their source, and which of them an event added."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

JSON = dict[str, Any]
_CALLS = ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
# The field of a rule in DescribeSecurityGroupRules, and the list and field in IpPermissions.
_SOURCES = (
    ("CidrIpv4", "IpRanges", "CidrIp"),
    ("CidrIpv6", "Ipv6Ranges", "CidrIpv6"),
    ("PrefixListId", "PrefixListIds", "PrefixListId"),
)


def group_rules(ec2: Any, group: str) -> list[JSON]:
    """All rules as DescribeSecurityGroupRules shows them; all pages. ClientError if they cannot be read."""
    pages = ec2.get_paginator("describe_security_group_rules").paginate(
        Filters=[{"Name": "group-id", "Values": [group]}]
    )
    return [rule for page in pages for rule in page["SecurityGroupRules"]]


def added_rules(rules: list[JSON], event: JSON | None) -> list[JSON]:
    """Of these, the rules that a call of `_CALLS` says it added; in a sweep all."""
    detail = api_call(event, *_CALLS)
    if detail is None:
        return rules
    items = ((detail.get("responseElements") or {}).get("securityGroupRuleSet") or {}).get("items") or []
    # CloudTrail may write a list of one as an object.
    added = {each.get("securityGroupRuleId") for each in ([items] if isinstance(items, dict) else items)}
    return [rule for rule in rules if rule["SecurityGroupRuleId"] in added]


def permission(rule: JSON) -> JSON:
    """The rule without its id, as an entry of `IpPermissions` of one source."""
    ports = {} if rule["IpProtocol"] == "-1" else {key: rule[key] for key in ("FromPort", "ToPort")}
    words = {"Description": rule["Description"]} if rule.get("Description") else {}
    found: JSON = {"IpProtocol": rule["IpProtocol"], **ports}
    for field, sources, name in _SOURCES:
        if rule.get(field):
            found[sources] = [{name: rule[field], **words}]
    if group := rule.get("ReferencedGroupInfo"):
        kept = ("GroupId", "UserId", "VpcPeeringConnectionId")
        found["UserIdGroupPairs"] = [{key: group[key] for key in kept if group.get(key)} | words]
    return found


def described(rule: JSON) -> str:
    """A rule in words: "inbound tcp 22-22 from 10.0.0.0/8"."""
    direction, preposition = ("outbound", "to") if rule["IsEgress"] else ("inbound", "from")
    every = rule["IpProtocol"] == "-1"
    what = "all traffic" if every else f"{rule['IpProtocol']} {rule['FromPort']}-{rule['ToPort']}"
    fields = [rule.get(field) for field, _, _ in _SOURCES]
    source = next(filter(None, [*fields, (rule.get("ReferencedGroupInfo") or {}).get("GroupId")]), "?")
    return f"{direction} {what} {preposition} {source}"
