"""`enable-security-hub` on aws.account."""

from __future__ import annotations

import contextlib
from typing import Any

from tests.flights.case import JSON, Case, Clients, call

HUB = {
    "resource": "aws.account",
    "filters": ["security-hub-disabled"],
    "actions": ["enable-security-hub"],
}
ACCOUNT = {"account_id": "200000000001", "account_name": "flights"}
EVENT = call("DisableSecurityHub", {}, None, "securityhub")


def _enabled(clients: Clients) -> Any:
    hub = clients("securityhub")
    with contextlib.suppress(hub.exceptions.ResourceConflictException):
        hub.enable_security_hub()
    return hub


def hub_disabled(clients: Clients) -> tuple[JSON, JSON]:
    _enabled(clients).disable_security_hub()
    return ACCOUNT, EVENT


def hub_enabled(clients: Clients) -> tuple[JSON, JSON]:
    _enabled(clients)
    return ACCOUNT, EVENT


CASES = {
    "security-hub-disabled": Case(HUB, hub_disabled),
    "security-hub-enabled": Case(HUB, hub_enabled),
}
