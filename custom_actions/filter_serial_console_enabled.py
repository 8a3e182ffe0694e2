"""`serial-console-enabled` on aws.account: may consoles of instances be connected to?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._serial_console import serial_console_enabled


class SerialConsoleEnabled(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts that allow access to serial consoles in the policy's region (`disable-serial-console` mends).

    :example:

    .. code-block:: yaml

        policies:
          - name: accounts-with-serial-consoles
            resource: aws.account
            filters:
              - serial-console-enabled
    """

    schema = type_schema("serial-console-enabled")
    permissions = ("ec2:GetSerialConsoleAccessStatus",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads the setting; if it cannot be read, that is an error, and no match."""
        ec2 = local_session(self.manager.session_factory).client("ec2")
        return resources if resources and serial_console_enabled(ec2) else []
