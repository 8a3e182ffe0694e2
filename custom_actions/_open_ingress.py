"""Which open rules of a security group an event or a sweep is about: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call
from custom_actions._permissions import Rule, rule, rule_ids_in_call, rules_in_call, rules_of

JSON = dict[str, Any]


def open_rules(permissions: list[JSON], rules_by_id: dict[str, Rule], event: JSON | None) -> list[Rule]:
    """The group's present rules that are open to the world; for an event, those that it added or changed.

    `permissions` is the group's IpPermissions; `rules_by_id` is needed for ModifySecurityGroupRules alone.
    """
    found = [each for each in rules_of(permissions) if each.is_open]
    if (detail := api_call(event, "AuthorizeSecurityGroupIngress")) is not None:
        keys = rules_in_call(detail) or set()
        return [each for each in found if each.key in keys]
    if (detail := api_call(event, "ModifySecurityGroupRules")) is not None:
        keys = {rules_by_id[each].key for each in rule_ids_in_call(detail) if each in rules_by_id}
        return [each for each in found if each.key in keys]
    return found


def rules_by_id(ec2: Any, group_id: str, event: JSON | None) -> dict[str, Rule]:
    """The group's ingress rules by "sgr-..." id; empty, without a call, where the event names no ids."""
    if api_call(event, "ModifySecurityGroupRules") is None:
        return {}
    pages = ec2.get_paginator("describe_security_group_rules").paginate(
        Filters=[{"Name": "group-id", "Values": [group_id]}]
    )
    return {
        each["SecurityGroupRuleId"]: rule(
            each["IpProtocol"],
            each.get("FromPort"),
            each.get("ToPort"),
            each.get("CidrIpv4") or each["CidrIpv6"],
        )
        for page in pages
        for each in page["SecurityGroupRules"]
        if not each.get("IsEgress") and (each.get("CidrIpv4") or each.get("CidrIpv6"))
    }
