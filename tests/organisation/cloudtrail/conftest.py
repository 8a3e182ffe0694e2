"""An organisation with nothing but CloudTrail, and what it put on the buses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.organisation.organisation import Organisation

ACCOUNT = "200000000001"


class Recorder:
    """Stands in for EventBridge, and makes calls."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.emitted: list[tuple[str, str, dict[str, Any]]] = []
        organisation.events = self

    def emit(self, account: str, region: str, event: dict[str, Any]) -> None:
        self.emitted.append((account, region, event))

    def client(self, service: str, region: str = "eu-west-1", account: str = ACCOUNT, **options: str) -> Any:
        return self.organisation.client(service, account, region, **options)

    def detail(self, name: str) -> dict[str, Any]:
        """The record of the last event of this name."""
        return next(
            event["detail"] for _, _, event in reversed(self.emitted) if event["detail"]["eventName"] == name
        )

    def names(self) -> list[str]:
        return [event["detail"]["eventName"] for _, _, event in self.emitted]

    def trail(self, **query: str) -> list[dict[str, Any]]:
        status, body = self.organisation.control.answer("GET", "/_organisation/trail", query, b"")
        assert status == 200
        return json.loads(body)


@pytest.fixture
def recorder(inprocess: Callable[..., Organisation]) -> Recorder:
    return Recorder(inprocess("cloudtrail"))
