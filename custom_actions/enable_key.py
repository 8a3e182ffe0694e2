"""`enable` on aws.kms-key: let a disabled key be used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients


class EnableKey(Remediation):
    """Enable a key that is disabled. A key that is to be deleted, or has no material, is left alone.

    :example:

    .. code-block:: yaml

        policies:
          - name: key-disabled
            resource: aws.kms-key
            filters:
              - KeyState: Disabled
            actions:
              - enable
    """

    schema = type_schema("enable")
    permissions = ("kms:DescribeKey", "kms:EnableKey")
    undo_permissions = ("kms:DisableKey",)
    gone = frozenset({"NotFoundException"})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"state": "Disabled"}`, as KMS names it."""
        key = clients("kms").describe_key(KeyId=resource["KeyId"])["KeyMetadata"]
        return {"state": key["KeyState"]}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:  # noqa: ARG002
        """Enable it, if it is disabled."""
        if before["state"] != "Disabled":
            return None
        return Change(f"Enabled key {resource['KeyId']}.", details={}, undo={}, after={"state": "Enabled"})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """Enable it."""
        clients("kms").enable_key(KeyId=record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Disable it."""
        clients("kms").disable_key(KeyId=record.resource)
