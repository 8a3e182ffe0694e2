"""`revoke-rules` on aws.security-group: empty a group that nothing should use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._group_rules import added_rules, described, group_rules, permission
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

_NONE: dict[str, Any] = {"in": [], "out": []}


class RevokeRules(Remediation):
    """Revoke rules of a security group in both directions, whatever their source.

    In response to AuthorizeSecurityGroupIngress or AuthorizeSecurityGroupEgress only the rules that the call
    added; in a sweep all. Meant for default groups, which are to have none.

    :example:

    .. code-block:: yaml

        policies:
          - name: empty-default-groups
            resource: aws.security-group
            filters:
              - GroupName: default
              - has-rules
            actions:
              - revoke-rules
    """

    schema = type_schema("revoke-rules")
    permissions = (
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupEgress",
    )
    undo_permissions = ("ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress")
    gone = frozenset({"InvalidGroup.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"in": [...], "out": [...]}`: `IpPermissions` of one source each, ordered, without ids."""
        ec2, group = clients("ec2"), resource["GroupId"]
        ec2.describe_security_groups(GroupIds=[group])  # fails if it is gone; the call below would not
        return _by_direction(group_rules(ec2, group))

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The rules that the event added. They have new ids after an undo, so that ids are read here."""
        rules = added_rules(group_rules(self.clients(resource)("ec2"), resource["GroupId"]), event)
        if not rules:
            return None
        chosen = _by_direction(rules)
        left = {way: [each for each in before[way] if each not in chosen[way]] for way in before}
        summary = f"Revoked from {resource['GroupId']}: {'; '.join(described(rule) for rule in rules)}."
        return Change(summary, details=chosen, undo=chosen, after=left)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for each direction: AWS revokes all of its rules or none."""
        ec2, rules = clients("ec2"), change.details
        if rules["in"]:
            ec2.revoke_security_group_ingress(GroupId=record.resource, IpPermissions=rules["in"])
        if rules["out"]:
            ec2.revoke_security_group_egress(GroupId=record.resource, IpPermissions=rules["out"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Add the rules again, with their descriptions; AWS gives them new ids."""
        ec2, rules = clients("ec2"), record.undo or _NONE
        if rules["in"]:
            ec2.authorize_security_group_ingress(GroupId=record.resource, IpPermissions=rules["in"])
        if rules["out"]:
            ec2.authorize_security_group_egress(GroupId=record.resource, IpPermissions=rules["out"])


def _by_direction(rules: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"in": [], "out": []}
    for rule in rules:
        found["out" if rule["IsEgress"] else "in"].append(permission(rule))
    return {way: sorted(each, key=lambda one: json.dumps(one, sort_keys=True)) for way, each in found.items()}
