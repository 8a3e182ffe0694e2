"""`enable-rotation` on aws.kms-key: let KMS rotate a key's material again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients


class EnableKeyRotation(Toggle):
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
    state = "rotation"

    def is_on(self, clients: Clients, resource: JSON) -> bool:
        """Of the key."""
        return bool(clients("kms").get_key_rotation_status(KeyId=resource["KeyId"])["KeyRotationEnabled"])

    def summary(self, resource: JSON) -> str:
        """Which."""
        return f"Turned on the rotation of key {resource['KeyId']}."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:
        """On is with the period that KMS gives by default: a year."""
        if on:
            clients("kms").enable_key_rotation(KeyId=record.resource)
        else:
            clients("kms").disable_key_rotation(KeyId=record.resource)
