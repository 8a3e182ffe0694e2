"""`delete-open-entries` on aws.network-acl: take back entries that let the whole internet in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._acl_entries import described, open_entries
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class DeleteOpenEntries(Remediation):
    """Delete inbound entries that allow every IPv4 or IPv6 address everything, or SSH or RDP.

    In response to CreateNetworkAclEntry or ReplaceNetworkAclEntry only the entry of the call; in a sweep
    every such entry of network ACLs that are no VPC's default. No event says what a replaced entry was:
    it cannot be put back, and is deleted, too.

    :example:

    .. code-block:: yaml

        policies:
          - name: close-open-network-acls
            resource: aws.network-acl
            filters:
              - open-entry
            actions:
              - delete-open-entries
    """

    schema = type_schema("delete-open-entries")
    permissions = ("ec2:DescribeNetworkAcls", "ec2:DeleteNetworkAclEntry")
    undo_permissions = ("ec2:CreateNetworkAclEntry",)
    gone = frozenset({"InvalidNetworkAclID.NotFound", "InvalidNetworkAclId.NotFound"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"default": bool, "entries": Entries}`, the entries in AWS's own shape, ordered."""
        answer = clients("ec2").describe_network_acls(NetworkAclIds=[resource["NetworkAclId"]])
        acl = answer["NetworkAcls"][0]
        entries = sorted(acl["Entries"], key=lambda each: (each["Egress"], each["RuleNumber"]))
        return {"default": bool(acl.get("IsDefault")), "entries": entries}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The open entries that the event is about."""
        entries = open_entries({"IsDefault": before["default"], "Entries": before["entries"]}, event)
        if not entries:
            return None
        words = ", ".join(described(entry) for entry in entries)
        left = [entry for entry in before["entries"] if entry not in entries]
        return Change(
            f"Deleted from {resource['NetworkAclId']}: {words}.",
            details={"numbers": [entry["RuleNumber"] for entry in entries]},
            undo={"entries": entries},
            after={**before, "entries": left},
        )

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for each entry."""
        for number in change.details["numbers"]:
            clients("ec2").delete_network_acl_entry(
                NetworkAclId=record.resource, RuleNumber=number, Egress=False
            )

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Create the entries again under their numbers."""
        for entry in (record.undo or {}).get("entries", ()):
            clients("ec2").create_network_acl_entry(NetworkAclId=record.resource, **entry)
