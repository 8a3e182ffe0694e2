"""Serial console access of an account, in one region: shared by the filter and the action."""

from __future__ import annotations

from typing import Any


def serial_console_enabled(ec2: Any) -> bool:
    """True if principals with the permission may connect to consoles. ClientError if it cannot be read."""
    return bool(ec2.get_serial_console_access_status()["SerialConsoleAccessEnabled"])
