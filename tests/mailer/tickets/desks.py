"""One way to look at both systems: what tickets there are, what they say, and whether they are closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mailer.directory import Account
from mailer.model import Medium, Recipient, Rendering, Via
from mailer.notice import Notice
from mailer.tickets import TicketChannel, channel
from tests.mailer.conftest import RECEIPTS
from tests.mailer.tickets.fakes.jira import FakeJira
from tests.mailer.tickets.fakes.servicenow import FakeServiceNow


class Atomic:
    """DynamoDB's conditional writes are atomic; moto's are not, where threads write."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb, self._lock = dynamodb, threading.Lock()

    def update_item(self, **given: Any) -> Any:
        with self._lock:
            return self._dynamodb.update_item(**given)


@dataclass
class Desk:
    """A ticket system, its fake, and a channel to it."""

    server: Any
    address: str
    config: dict[str, Any]
    session: Any
    dynamodb: Any
    creating: str  # path of the request that opens a ticket
    pauses: list[float] = field(default_factory=list)
    made: TicketChannel | None = None

    def channel(self, pause: Callable[[float], object] | None = None) -> TicketChannel:
        """A new one, as another invocation would make it; its pauses are noted, unless it is given one."""
        config = {"tickets": self.config, "receipts": RECEIPTS}
        made = channel(config, self.session, self.dynamodb, pause=pause or self.pauses.append)
        assert isinstance(made, TicketChannel)
        return made

    def send(
        self, outcome: str, identity: str = "", *, by: TicketChannel | None = None, **given: Any
    ) -> None:
        """Tell of an outcome, by one channel unless another is given."""
        self.made = self.made or self.channel()
        text = given.pop("text", f"This is what is {outcome}.")
        subject = given.pop("subject", f"A bucket is {outcome}")
        address, via = given.pop("address", self.address), given.pop("via", Via.LITERAL)
        rendering = Rendering(subject=subject, text=text, short="", identity=identity or f"entry:{outcome}")
        recipient = Recipient(Medium.TICKET, address, via)
        (by or self.made).send(recipient, rendering, notice(outcome, **given))

    def count(self) -> int:
        return len(self.tickets())

    def tickets(self) -> list[str]:
        """Keys, the oldest first."""
        return list(self.server.issues if isinstance(self.server, FakeJira) else self.server.incidents)

    def said(self, key: str | None = None) -> list[str]:
        """The comments of the only ticket, or of one."""
        key = key or self.only()
        if isinstance(self.server, FakeJira):
            return self.server.comments(key)
        return list(self.server.notes.get(key, []))

    def closed(self, key: str | None = None) -> bool:
        """Whether the only ticket, or one, is."""
        key = key or self.only()
        if isinstance(self.server, FakeJira):
            return self.server.status(key) == "Done"
        return self.server.incidents[key]["state"] in ("6", "7")

    def fields(self, key: str | None = None) -> dict[str, Any]:
        """Of the only ticket, or of one."""
        key = key or self.only()
        if isinstance(self.server, FakeJira):
            return dict(self.server.issues[key]["fields"])
        return dict(self.server.incidents[key])

    def only(self) -> str:
        (key,) = self.tickets()
        return key

    def close_by_hand(self) -> None:
        """As a person does."""
        if isinstance(self.server, FakeJira):
            self.server.issues[self.only()]["fields"]["status"] = {
                "name": "Done",
                "statusCategory": {"key": "done"},
            }
        else:
            self.server.incidents[self.only()]["state"] = "6"

    def lose(self) -> None:
        """The ticket is deleted (Jira), or closed so that nobody can change it (ServiceNow)."""
        if isinstance(self.server, FakeJira):
            del self.server.issues[self.only()]
        else:
            assert isinstance(self.server, FakeServiceNow)
            self.server.incidents[self.only()] |= {"state": "7", "active": "false"}

    def change_secret(self, value: str) -> None:
        """The system accepts only this one from now on."""
        if isinstance(self.server, FakeJira):
            self.server.token = value
        else:
            self.server.password = value

    def items(self) -> list[dict[str, Any]]:
        """The ledger's items of tickets."""
        found = self.session.client("dynamodb").scan(TableName=RECEIPTS["table"])["Items"]
        return [each for each in found if each["kind"]["S"] == "ticket"]


def notice(outcome: str, **given: Any) -> Notice:
    """A notice of the bucket `payments-logs`, unless `affected` names another."""
    return Notice(
        **{
            "account": Account("200000000001", "payments-prod", "arn:aws:sns:us-east-1:200000000001:n"),
            "region": "eu-west-1",
            "policy": "bucket-made-public",
            "severity": "high",
            "happened": "",
            "why": "",
            "undo": "",
            "contact": "",
            "given_outcome": outcome,
            "affected": ["payments-logs"],
            **given,
        }
    )
