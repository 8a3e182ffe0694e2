"""`enable-inspector` on aws.account: let Inspector scan again what a call turned off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._inspector import raise_for_failed, scanned, turned_off
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableInspector(Remediation):
    """Enable Inspector in the region for the resource types that the call turned off, and for no other.

    Inspector refuses while it is still turning off; then the action fails, and may be repeated
    (https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: enable-inspector-again
            resource: aws.account
            mode:
              type: cloudtrail
              events:
                - source: inspector2.amazonaws.com
                  event: Disable
                  ids: recipientAccountId
            filters:
              - inspector-disabled
            actions:
              - enable-inspector
    """

    schema = type_schema("enable-inspector")
    permissions = ("inspector2:BatchGetAccountStatus", "inspector2:Enable")
    undo_permissions = ("inspector2:Disable",)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"scanned": {resource type: bool}}` of the region."""
        return {"scanned": scanned(clients("inspector2"), resource["account_id"])}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """Only the types that the call turned off, and that still are; nothing without a call."""
        types = turned_off(before["scanned"], resource["account_id"], event)
        if not types:
            return None
        summary = f"Enabled Inspector again in {self.region(resource)} for {', '.join(types)}."
        after = {"scanned": before["scanned"] | dict.fromkeys(types, True)}
        return Change(summary, details={"types": types}, undo={"types": types}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call, which changes nothing of types that are scanned."""
        types = change.details["types"]
        answer = clients("inspector2").enable(accountIds=[record.account], resourceTypes=types)
        raise_for_failed(answer, "Enable")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Disable the same types again."""
        types = (record.undo or {})["types"]
        answer = clients("inspector2").disable(accountIds=[record.account], resourceTypes=types)
        raise_for_failed(answer, "Disable")
