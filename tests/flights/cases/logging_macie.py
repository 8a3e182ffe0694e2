"""`enable-macie` on aws.account."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

MACIE = {
    "resource": "aws.account",
    "filters": ["macie-disabled"],
    "actions": ["enable-macie"],
}
ACCOUNT = {"account_id": "200000000001", "account_name": "flights"}
EVENT = call("DisableMacie", {}, None, "macie2")


def macie_disabled(clients: Clients) -> tuple[JSON, JSON]:
    clients("macie2").disable_macie()
    return ACCOUNT, EVENT


def macie_enabled(clients: Clients) -> tuple[JSON, JSON]:
    clients("macie2").enable_macie(status="ENABLED")
    return ACCOUNT, EVENT


CASES = {
    "macie-disabled": Case(MACIE, macie_disabled),
    "macie-enabled": Case(MACIE, macie_enabled),
}
