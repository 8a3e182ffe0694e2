"""`open-ingress` on aws.security-group: does a rule let the whole internet in?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._open_ingress import open_rules, rules_by_id


class OpenIngress(Filter):  # type: ignore[misc, unused-ignore]
    """Security groups with an ingress rule from every IPv4 or IPv6 address (`revoke-open-ingress` mends).

    In response to AuthorizeSecurityGroupIngress or ModifySecurityGroupRules only rules that the call added
    or changed count.

    :example:

    .. code-block:: yaml

        policies:
          - name: open-security-groups
            resource: aws.security-group
            filters:
              - open-ingress
    """

    schema = type_schema("open-ingress")
    permissions = ("ec2:DescribeSecurityGroupRules",)
    annotation = "c7n-reflex:open-rules"

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The groups with such a rule, annotated with the rules in words."""
        ec2 = local_session(self.manager.session_factory).client("ec2")
        for group in resources:
            known = rules_by_id(ec2, group["GroupId"], event)
            rules = open_rules(group.get("IpPermissions", []), known, event)
            group[self.annotation] = [str(rule) for rule in rules]
        return [group for group in resources if group[self.annotation]]
