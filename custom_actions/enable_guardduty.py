"""`enable-guardduty` on aws.account: let a disabled detector detect again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._guardduty import detectors, to_enable
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableGuardDuty(Remediation):
    """Enable the GuardDuty detector of the region that was disabled; its settings stay as they are.

    A detector that was deleted is not made again: its findings and settings are lost
    (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: enable-guardduty-again
            resource: aws.account
            filters:
              - guardduty-disabled
            actions:
              - enable-guardduty
    """

    schema = type_schema("enable-guardduty")
    permissions = ("guardduty:ListDetectors", "guardduty:GetDetector", "guardduty:UpdateDetector")

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """`{"detectors": {id: "ENABLED" or "DISABLED"}}` of the region."""
        return {"detectors": detectors(clients("guardduty"))}

    def plan(
        self,
        resource: dict[str, Any],  # noqa: ARG002
        before: dict[str, Any],
        event: dict[str, Any] | None,
    ) -> Change | None:
        """Enable what is disabled; on a call only the detector that it disabled."""
        ids = to_enable(before["detectors"], event)
        if not ids:
            return None
        details = {"detectors": ids}
        after = {"detectors": before["detectors"] | dict.fromkeys(ids, "ENABLED")}
        return Change(f"Enabled the GuardDuty detector {', '.join(ids)} again.", details, details, after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call a detector, which changes nothing of one that is enabled."""
        _set(clients, change.details["detectors"], enable=True)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Disable the same detectors again."""
        _set(clients, (record.undo or {})["detectors"], enable=False)


def _set(clients: Clients, ids: list[str], *, enable: bool) -> None:
    for each in ids:
        clients("guardduty").update_detector(DetectorId=each, Enable=enable)
