"""An organisation with native findings, and a bus that only remembers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c7n_reflex.organisation.organisation import Organisation

HOME = "us-east-1"
CORE, MEMBER, OTHER = "111122223333", "200000000001", "200000000002"


class Cloud:
    """Stands in for EventBridge, and makes calls."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.emitted: list[tuple[str, str, dict[str, Any]]] = []
        organisation.events = self

    def emit(self, account: str, region: str, event: dict[str, Any]) -> None:
        self.emitted.append((account, region, json.loads(json.dumps(event))))

    def client(self, service: str, account: str = MEMBER, region: str = HOME) -> Any:
        return self.organisation.client(service, account, region)

    def report(self, event: Any, account: str = MEMBER, region: str = HOME) -> tuple[int, Any]:
        body = json.dumps({"account": account, "region": region, "event": event}).encode()
        status, answered = self.organisation.control.answer(
            "POST", "/_organisation/findings/native", {}, body
        )
        return status, json.loads(answered)


@pytest.fixture
def cloud(inprocess: Callable[..., Organisation]) -> Cloud:
    return Cloud(inprocess("native_findings"))
