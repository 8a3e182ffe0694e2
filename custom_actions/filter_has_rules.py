"""`has-rules` on aws.security-group: does the group admit or allow out anything at all?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._group_rules import added_rules, described, group_rules


class HasRules(Filter):  # type: ignore[misc, unused-ignore]
    """Security groups with any rule, in either direction (`revoke-rules` mends).

    In response to AuthorizeSecurityGroupIngress or AuthorizeSecurityGroupEgress only rules that the call
    added, and that are still there, count.

    :example:

    .. code-block:: yaml

        policies:
          - name: default-groups-with-rules
            resource: aws.security-group
            filters:
              - GroupName: default
              - has-rules
    """

    schema = type_schema("has-rules")
    permissions = ("ec2:DescribeSecurityGroupRules",)
    annotation = "c7n-reflex:rules"

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The groups with such rules, annotated with the rules in words."""
        ec2 = local_session(self.manager.session_factory).client("ec2")
        for group in resources:
            rules = added_rules(group_rules(ec2, group["GroupId"]), event)
            group[self.annotation] = [described(rule) for rule in rules]
        return [group for group in resources if group[self.annotation]]
