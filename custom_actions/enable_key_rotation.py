"""`enable-rotation` on aws.kms-key: let KMS rotate a key's material again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients


class EnableKeyRotation(Remediation):
    """Turn on the yearly rotation of a key's material.

    Ciphertexts of before stay readable: KMS keeps every material that a key ever had
    (https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: key-rotation-disabled
            resource: aws.kms-key
            filters:
              - rotation-off
            actions:
              - enable-rotation
    """

    schema = type_schema("enable-rotation")
    permissions = ("kms:GetKeyRotationStatus", "kms:EnableKeyRotation")
    undo_permissions = ("kms:DisableKeyRotation",)
    gone = frozenset({"NotFoundException"})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"rotation": false}`."""
        status = clients("kms").get_key_rotation_status(KeyId=resource["KeyId"])
        return {"rotation": status["KeyRotationEnabled"]}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:  # noqa: ARG002
        """Turn it on, if it is off."""
        if before["rotation"]:
            return None
        summary = f"Turned on the rotation of key {resource['KeyId']}."
        return Change(summary, details={}, undo={}, after={"rotation": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """Turn it on, with the period that KMS gives by default: a year."""
        clients("kms").enable_key_rotation(KeyId=record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Turn it off."""
        clients("kms").disable_key_rotation(KeyId=record.resource)
