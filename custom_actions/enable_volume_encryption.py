"""`enable-volume-encryption` on aws.account: encrypt new EBS volumes of a region by default again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableVolumeEncryption(Remediation):
    """Encrypt the account's new EBS volumes and snapshot copies of the region by default; the key stays.

    :example:

    .. code-block:: yaml

        policies:
          - name: encrypt-volumes-by-default
            resource: aws.account
            filters:
              - type: default-ebs-encryption
                state: false
            actions:
              - enable-volume-encryption
    """

    schema = type_schema("enable-volume-encryption")
    permissions = ("ec2:GetEbsEncryptionByDefault", "ec2:EnableEbsEncryptionByDefault")
    undo_permissions = ("ec2:DisableEbsEncryptionByDefault",)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """`{"encrypted": true}`, of the region."""
        return {"encrypted": clients("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Turn it on. The call has no parameters: no need of the event."""
        if before["encrypted"]:
            return None
        summary = f"Turned encryption of new EBS volumes on again in {self.region(resource)}."
        return Change(summary, details={}, undo=before, after={"encrypted": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call."""
        clients("ec2").enable_ebs_encryption_by_default()

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:  # noqa: ARG003
        """Turn it off."""
        clients("ec2").disable_ebs_encryption_by_default()
