"""`cancel-deletion` on aws.kms-key: keep a key that is to be deleted."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients

_SHORTEST, _LONGEST = 7, 30  # days that KMS waits before it deletes a key


class CancelKeyDeletion(Remediation):
    """Cancel the scheduled deletion of a key, and enable the key again.

    KMS leaves a key disabled whose deletion was cancelled, and does not say whether it was enabled before;
    `enable: false` leaves it so
    (https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html). Undo schedules the
    deletion with as many days as were left, at least seven.

    :example:

    .. code-block:: yaml

        policies:
          - name: key-deletion-scheduled
            resource: aws.kms-key
            filters:
              - KeyState: PendingDeletion
            actions:
              - cancel-deletion
    """

    schema = type_schema("cancel-deletion", enable={"type": "boolean"})
    permissions = ("kms:DescribeKey", "kms:CancelKeyDeletion", "kms:EnableKey")
    undo_permissions = ("kms:ScheduleKeyDeletion",)
    gone = frozenset({"NotFoundException"})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"state": "PendingDeletion", "days": 7}`: the state, and the days until the key is deleted."""
        key = clients("kms").describe_key(KeyId=resource["KeyId"])["KeyMetadata"]
        return {"state": key["KeyState"], "days": _days_until(key.get("DeletionDate"))}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:  # noqa: ARG002
        """Cancel, if a deletion is scheduled."""
        if before["state"] != "PendingDeletion":
            return None
        enable = bool(self.data.get("enable", True))
        name = resource["KeyId"]
        then = "enabled it again" if enable else "left it disabled"
        summary = f"Cancelled the deletion of key {name} and {then}."
        return Change(summary, details={"enable": enable}, undo={"days": before["days"]})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Cancel first: a key that awaits its deletion cannot be enabled."""
        clients("kms").cancel_key_deletion(KeyId=record.resource)
        if change.details["enable"]:
            clients("kms").enable_key(KeyId=record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Schedule the deletion again."""
        clients("kms").schedule_key_deletion(
            KeyId=record.resource, PendingWindowInDays=(record.undo or {})["days"]
        )


def _days_until(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    days = math.ceil((moment - datetime.now(UTC)).total_seconds() / 86400)
    return min(max(days, _SHORTEST), _LONGEST)
