"""`require-imdsv2` on aws.ec2: give an instance's metadata to requests with a session token alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._metadata_options import allows_v1, may_have_allowed_v1
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RequireImdsv2(Remediation):
    """Require a session token (version 2) of whoever asks an instance's metadata service.

    Without it, one request that an application is tricked into gives away the credentials of the instance's
    role. Nothing else of the metadata options is changed, and the instance keeps running; software that knows
    version 1 alone gets no credentials any more.

    :example:

    .. code-block:: yaml

        policies:
          - name: require-imdsv2
            resource: aws.ec2
            filters:
              - metadata-v1-allowed
            actions:
              - require-imdsv2
    """

    schema = type_schema("require-imdsv2")
    permissions = ("ec2:DescribeInstances", "ec2:ModifyInstanceMetadataOptions")
    gone = frozenset({"InvalidInstanceID.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"v1": bool}`; None once terminated, or nearly."""
        answer = clients("ec2").describe_instances(InstanceIds=[resource["InstanceId"]])
        instance = answer["Reservations"][0]["Instances"][0]
        if instance["State"]["Name"] in ("terminated", "shutting-down"):
            return None
        return {"v1": allows_v1(instance)}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """Require tokens, where the event may be why they are not."""
        if not before["v1"] or not may_have_allowed_v1(event):
            return None
        summary = f"Required session tokens (IMDSv2) for the metadata of {resource['InstanceId']}."
        return Change(summary, details={}, undo={"tokens": "optional"}, after={"v1": False})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call; what it does not mention stays."""
        _set_tokens(clients, record.resource, "required")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Make tokens optional again."""
        _set_tokens(clients, record.resource, (record.undo or {})["tokens"])


def _set_tokens(clients: Clients, instance: str, tokens: str) -> None:
    clients("ec2").modify_instance_metadata_options(InstanceId=instance, HttpTokens=tokens)
