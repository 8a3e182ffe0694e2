"""`revoke-open-ingress` on aws.security-group: take back rules that let the whole internet in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._open_ingress import open_rules, rules_by_id
from custom_actions._permissions import Rule, without
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RevokeOpenIngress(Remediation):
    """Revoke ingress rules whose source is every IPv4 or IPv6 address.

    In response to AuthorizeSecurityGroupIngress or ModifySecurityGroupRules only the rules that the call
    added or changed; in a sweep every such rule. Other sources of the same permission stay. Sources that are
    prefix lists or security groups are never touched.

    :example:

    .. code-block:: yaml

        policies:
          - name: close-open-security-groups
            resource: aws.security-group
            filters:
              - open-ingress
            actions:
              - revoke-open-ingress
    """

    schema = type_schema("revoke-open-ingress")
    permissions = (
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
    )
    undo_permissions = ("ec2:AuthorizeSecurityGroupIngress",)
    gone = frozenset({"InvalidGroup.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"permissions": IpPermissions}` in AWS's own shape."""
        answer = clients("ec2").describe_security_groups(GroupIds=[resource["GroupId"]])
        return {"permissions": answer["SecurityGroups"][0].get("IpPermissions", [])}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The open rules that the event is about."""
        client = self.clients(resource)("ec2")
        rules = open_rules(before["permissions"], rules_by_id(client, resource["GroupId"], event), event)
        if not rules:
            return None
        summary = f"Revoked from {resource['GroupId']}: {'; '.join(str(rule) for rule in rules)}."
        stored = [asdict(rule) for rule in rules]
        after = {"permissions": without(before["permissions"], rules)}
        return Change(summary, details={"rules": stored}, undo={"rules": stored}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for all rules: AWS revokes all of them or none."""
        permissions = [Rule(**rule).as_permission() for rule in change.details["rules"]]
        clients("ec2").revoke_security_group_ingress(GroupId=record.resource, IpPermissions=permissions)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Add the rules again, with their descriptions; AWS gives them new ids."""
        permissions = [Rule(**rule).as_permission() for rule in (record.undo or {}).get("rules", ())]
        if permissions:
            clients("ec2").authorize_security_group_ingress(
                GroupId=record.resource, IpPermissions=permissions
            )
