"""`enable-volume-encryption` on aws.account: encrypt new EBS volumes of a region by default again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableVolumeEncryption(Toggle):
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
    state = "encrypted"

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool:  # noqa: ARG002
        """Of the region."""
        return bool(clients("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"])

    def summary(self, resource: dict[str, Any]) -> str:
        """Where."""
        return f"Turned encryption of new EBS volumes on again in {self.region(resource)}."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:  # noqa: ARG003
        """Changes nothing where it is so already."""
        if on:
            clients("ec2").enable_ebs_encryption_by_default()
        else:
            clients("ec2").disable_ebs_encryption_by_default()
