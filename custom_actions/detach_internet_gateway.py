"""`detach` on aws.internet-gateway: cut a VPC off the internet again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from c7n_reflex.pipeline.cause import api_call
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class DetachInternetGateway(Remediation):
    """Detach an internet gateway from its VPC; the gateway itself stays, so nothing is lost.

    In response to an AttachInternetGateway call only from the VPC that the call names; in a sweep from every
    VPC. AWS refuses while the VPC holds public addresses (DependencyViolation): the action then fails and the
    event goes to the dead letters, for a person to look at.

    :example:

    .. code-block:: yaml

        policies:
          - name: detach-internet-gateways
            resource: aws.internet-gateway
            actions:
              - detach
    """

    schema = type_schema("detach")
    permissions = ("ec2:DescribeInternetGateways", "ec2:DetachInternetGateway")
    undo_permissions = ("ec2:AttachInternetGateway",)
    gone = frozenset({"InvalidInternetGatewayID.NotFound", "InvalidInternetGatewayId.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"attachments": ["vpc-1", ...]}`."""
        answer = clients("ec2").describe_internet_gateways(InternetGatewayIds=[resource["InternetGatewayId"]])
        attachments = answer["InternetGateways"][0].get("Attachments", ())
        attached = [
            each for each in attachments if each.get("State") in ("available", "attached", "attaching")
        ]
        return {"attachments": sorted(each["VpcId"] for each in attached)}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """Detach from the VPC of the event, or from all."""
        named = attached_by(event)
        vpcs = [vpc for vpc in before["attachments"] if named is None or vpc == named]
        if not vpcs:
            return None
        summary = f"Detached {resource['InternetGatewayId']} from {', '.join(vpcs)}."
        left = [vpc for vpc in before["attachments"] if vpc not in vpcs]
        return Change(summary, details={"vpcs": vpcs}, undo={"vpcs": vpcs}, after={"attachments": left})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for each VPC."""
        for vpc in change.details["vpcs"]:
            clients("ec2").detach_internet_gateway(InternetGatewayId=record.resource, VpcId=vpc)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Attach the gateway again."""
        for vpc in (record.undo or {}).get("vpcs", ()):
            clients("ec2").attach_internet_gateway(InternetGatewayId=record.resource, VpcId=vpc)


def attached_by(event: dict[str, Any] | None) -> str | None:
    """The VPC that an AttachInternetGateway event names; None where there is no such event."""
    detail = api_call(event, "AttachInternetGateway")
    if detail is None:
        return None
    return str((detail.get("requestParameters") or {}).get("vpcId", ""))
