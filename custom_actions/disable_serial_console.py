"""`disable-serial-console` on aws.account: take the way past the network to instances away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._serial_console import serial_console_enabled
from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class DisableSerialConsole(Toggle):
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
    state = "enabled"
    wanted = False

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool:  # noqa: ARG002
        """For the whole account, in the region."""
        return serial_console_enabled(clients("ec2"))

    def summary(self, resource: dict[str, Any]) -> str:
        """Where."""
        return f"Turned serial console access off in {self.region(resource)}."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:  # noqa: ARG003
        """Changes nothing where it is so already."""
        if on:
            clients("ec2").enable_serial_console_access()
        else:
            clients("ec2").disable_serial_console_access()
