"""`disable-serial-console` on aws.account: take the way past the network to instances away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._serial_console import serial_console_enabled
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class DisableSerialConsole(Remediation):
    """Turn off the access to serial consoles of instances, for the account in the policy's region.

    :example:

    .. code-block:: yaml

        policies:
          - name: no-serial-consoles
            resource: aws.account
            filters:
              - serial-console-enabled
            actions:
              - disable-serial-console
    """

    schema = type_schema("disable-serial-console")
    permissions = ("ec2:GetSerialConsoleAccessStatus", "ec2:DisableSerialConsoleAccess")
    undo_permissions = ("ec2:EnableSerialConsoleAccess",)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:  # noqa: ARG002
        """`{"enabled": bool}`."""
        return {"enabled": serial_console_enabled(clients("ec2"))}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Off, if it is on: there is nothing narrower."""
        if not before["enabled"]:
            return None
        summary = f"Turned serial console access off in {self.region(resource)}."
        return Change(summary, details={}, undo=before, after={"enabled": False})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call, for the whole account in the region."""
        clients("ec2").disable_serial_console_access()

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:  # noqa: ARG003 - it was on, or there is no change
        """Turn it on again."""
        clients("ec2").enable_serial_console_access()
