"""`enable-security-hub` on aws.account: turn Security Hub on again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._security_hub import is_enabled
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableSecurityHub(Remediation):
    """Enable Security Hub in the region, with the standards that AWS enables by default.

    Other standards, and the link to the organisation's administrator, have to be restored there: Security Hub
    forgets them (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-disable.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: enable-security-hub-again
            resource: aws.account
            filters:
              - security-hub-disabled
            actions:
              - enable-security-hub
    """

    schema = type_schema("enable-security-hub")
    permissions = ("securityhub:DescribeHub", "securityhub:EnableSecurityHub")
    undo_permissions = ("securityhub:DisableSecurityHub",)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """`{"enabled": bool}`."""
        return {"enabled": is_enabled(clients("securityhub"))}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Enable it, unless it is."""
        if before["enabled"]:
            return None
        summary = f"Enabled Security Hub again in {self.region(resource)}, with the default standards."
        return Change(summary, details={}, undo=before, after={"enabled": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call. ResourceConflictException if somebody else has just enabled it; the retry sees that."""
        clients("securityhub").enable_security_hub(EnableDefaultStandards=True)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:  # noqa: ARG003
        """Disable it again."""
        clients("securityhub").disable_security_hub()
