"""What the channel asks of a ticket system; `jira.py` and `servicenow.py` do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Ticket:
    """An existing ticket: `key` for the system's interface, `name` for people ("SEC-12", "INC0010023")."""

    key: str
    name: str


@dataclass(frozen=True)
class Draft:
    """A ticket that is to be opened. `label` finds it again; `marker` names the notice in it, if any."""

    label: str
    where: str  # Jira: the project's key. ServiceNow: the assignment group's name or sys_id
    title: str
    text: str
    marker: str
    severity: str


class Tracker(Protocol):
    """All raise `errors.TicketError`. Only `open` may not be repeated blindly."""

    def find(self, label: str) -> Ticket | None:
        """The oldest ticket with this label."""

    def open(self, draft: Draft) -> Ticket:
        """Open a ticket."""

    def comment(self, key: str, text: str, marker: str) -> None:
        """Comment, unless the marker is in the ticket already. GoneError if nobody can comment any more."""

    def close(self, key: str, why: str) -> None:
        """Close, unless it is closed. GoneError as above; `why` is one line."""

    def reopen(self, key: str) -> None:
        """Open it again, if it is closed. GoneError if it cannot be."""
