"""`enable-inspector` on aws.account."""

from __future__ import annotations

from typing import Any

from tests.flights.case import JSON, Case, Clients, call

INSPECTOR = {
    "resource": "aws.account",
    "filters": ["inspector-disabled"],
    "actions": ["enable-inspector"],
}
ACCOUNT = {"account_id": "200000000001", "account_name": "flights"}
ALL = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]


def _scanning(clients: Clients, *types: str) -> None:
    inspector, ids = clients("inspector2"), [ACCOUNT["account_id"]]
    inspector.disable(accountIds=ids, resourceTypes=ALL)
    inspector.enable(accountIds=ids, resourceTypes=list(types))


def _disable(**parameters: Any) -> JSON:
    return call("Disable", parameters, None, "inspector2")


def inspector_disabled(clients: Clients) -> tuple[JSON, JSON]:
    _scanning(clients, "ECR")
    return ACCOUNT, _disable(accountIds=["200000000001"], resourceTypes=["EC2", "LAMBDA"])


def inspector_enabled(clients: Clients) -> tuple[JSON, JSON]:
    _scanning(clients, *ALL)
    return ACCOUNT, _disable(resourceTypes=["EC2", "LAMBDA"])


def inspector_of_another(clients: Clients) -> tuple[JSON, JSON]:
    _scanning(clients, "ECR")
    return ACCOUNT, _disable(accountIds=["200000000002"], resourceTypes=["EC2"])


def inspector_sweep(clients: Clients) -> tuple[JSON, None]:
    _scanning(clients, "ECR")
    return ACCOUNT, None


CASES = {
    "inspector-disabled": Case(INSPECTOR, inspector_disabled),
    "inspector-enabled": Case(INSPECTOR, inspector_enabled),
    "inspector-of-another": Case(INSPECTOR, inspector_of_another),
    "inspector-sweep": Case(INSPECTOR, inspector_sweep),
}
