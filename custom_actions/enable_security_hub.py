"""`enable-security-hub` on aws.account: turn Security Hub on again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._security_hub import is_enabled
from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class EnableSecurityHub(Toggle):
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
    state = "enabled"

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool:  # noqa: ARG002
        """Of the region."""
        return is_enabled(clients("securityhub"))

    def summary(self, resource: dict[str, Any]) -> str:
        """Where."""
        return f"Enabled Security Hub again in {self.region(resource)}, with the default standards."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:  # noqa: ARG003
        """ResourceConflictException if it is enabled already."""
        if on:
            clients("securityhub").enable_security_hub(EnableDefaultStandards=True)
        else:
            clients("securityhub").disable_security_hub()
