"""`attached-vpc` on aws.internet-gateway: is it attached, and to a VPC that may not have one?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import chunks, local_session, type_schema

from custom_actions.detach_internet_gateway import attached_by


class AttachedVpc(Filter):  # type: ignore[misc, unused-ignore]
    """Internet gateways that are attached to a VPC, leaving out VPCs with a tag that allows it.

    In response to an AttachInternetGateway call only the VPC that the call names counts.

    :example:

    .. code-block:: yaml

        policies:
          - name: unapproved-internet-gateways
            resource: aws.internet-gateway
            filters:
              - type: attached-vpc
                unless-tagged:
                  internet-access: approved
    """

    schema = type_schema(
        "attached-vpc", **{"unless-tagged": {"type": "object", "additionalProperties": {"type": "string"}}}
    )
    permissions = ("ec2:DescribeVpcs",)

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The gateways with at least one attachment that counts."""
        named = attached_by(event)
        attached = {
            gateway["InternetGatewayId"]: {
                each["VpcId"]
                for each in gateway.get("Attachments", ())
                if named is None or each["VpcId"] == named
            }
            for gateway in resources
        }
        approved = self._approved(set().union(*attached.values()))
        return [each for each in resources if attached[each["InternetGatewayId"]] - approved]

    def _approved(self, vpcs: set[str]) -> set[str]:
        wanted: dict[str, str] = self.data.get("unless-tagged", {})
        if not wanted or not vpcs:
            return set()
        ec2 = local_session(self.manager.session_factory).client("ec2")
        found: set[str] = set()
        for ids in chunks(sorted(vpcs), 100):
            found.update(
                vpc["VpcId"]
                for vpc in ec2.describe_vpcs(VpcIds=list(ids))["Vpcs"]
                if wanted.items() <= {tag["Key"]: tag["Value"] for tag in vpc.get("Tags", ())}.items()
            )
        return found
