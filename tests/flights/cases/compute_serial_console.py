"""`disable-serial-console` on aws.account."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

ACCOUNT = {"account_id": "200000000001", "account_name": "payments-prod"}
POLICY = {
    "resource": "aws.account",
    "filters": ["serial-console-enabled"],
    "actions": ["disable-serial-console"],
}


def _enabled() -> JSON:
    return call("EnableSerialConsoleAccess", {"EnableSerialConsoleAccessRequest": ""})


def serial_console_enabled(clients: Clients) -> tuple[JSON, JSON]:
    clients("ec2").enable_serial_console_access()
    return ACCOUNT, _enabled()


def serial_console_swept(clients: Clients) -> tuple[JSON, None]:
    clients("ec2").enable_serial_console_access()
    return ACCOUNT, None


def serial_console_disabled(clients: Clients) -> tuple[JSON, JSON]:
    """Somebody else has turned it off since the call."""
    clients("ec2").disable_serial_console_access()
    return ACCOUNT, _enabled()


CASES = {
    "serial-console-enabled": Case(POLICY, serial_console_enabled),
    "serial-console-swept": Case(POLICY, serial_console_swept),
    "serial-console-disabled": Case(POLICY, serial_console_disabled),
}
