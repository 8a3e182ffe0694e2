"""`rotation-off` on aws.kms-key: could KMS rotate the key's material, and does not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

if TYPE_CHECKING:
    from custom_actions.base import JSON

# What KMS rotates (GetKeyRotationStatus); other keys cannot have rotation turned on.
_ROTATED = {
    "KeyManager": "CUSTOMER",
    "KeyState": "Enabled",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "Origin": "AWS_KMS",
}


class RotationOff(Filter):  # type: ignore[misc, unused-ignore]
    """Enabled symmetric keys of the account, with material of KMS, whose yearly rotation is turned off.

    :example:

    .. code-block:: yaml

        policies:
          - name: key-rotation-disabled
            resource: aws.kms-key
            filters:
              - rotation-off
    """

    schema = type_schema("rotation-off")
    # And what Custodian reads of each, and does not declare.
    permissions = ("kms:GetKeyRotationStatus", "kms:ListAliases")

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:  # noqa: ARG002
        """Asks for the status afresh. A key that is gone by now is left out; other errors are raised."""
        return [key for key in resources if _can_rotate(key) and self._is_off(key)]

    def _is_off(self, key: JSON) -> bool:
        session, region = local_session(self.manager.session_factory), str(self.manager.config.region)
        try:
            status = session.client("kms", region_name=region).get_key_rotation_status(KeyId=key["KeyId"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NotFoundException":
                raise
            return False
        return not status["KeyRotationEnabled"]


def _can_rotate(key: JSON) -> bool:
    # A replica of a multi-Region key rotates with its primary.
    kind = (key.get("MultiRegionConfiguration") or {}).get("MultiRegionKeyType")
    return kind != "REPLICA" and all(key.get(name) == value for name, value in _ROTATED.items())
