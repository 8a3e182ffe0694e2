"""`enable-macie` on aws.account: turn Macie on again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._macie import is_disabled
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableMacie(Remediation):
    """Enable Macie in the region, with AWS's default settings.

    Jobs, findings and settings are not brought back: Macie deletes them when it is disabled
    (https://docs.aws.amazon.com/macie/latest/user/macie-disable.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: enable-macie-again
            resource: aws.account
            filters:
              - macie-disabled
            actions:
              - enable-macie
    """

    schema = type_schema("enable-macie")
    permissions = ("macie2:GetMacieSession", "macie2:EnableMacie")
    undo_permissions = ("macie2:DisableMacie",)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """`{"enabled": bool}`."""
        return {"enabled": not is_disabled(clients("macie2"))}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Enable it, unless it is."""
        if before["enabled"]:
            return None
        summary = f"Enabled Macie again in {self.region(resource)}, with its default settings."
        return Change(summary, details={}, undo=before, after={"enabled": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call. ConflictException if somebody else has just enabled it; the retry sees that."""
        clients("macie2").enable_macie(status="ENABLED")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:  # noqa: ARG003
        """Disable it again."""
        clients("macie2").disable_macie()
