"""What is either on or off, and has to be put back to one of the two: no narrower change is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

JSON = dict[str, Any]


class Toggle(Remediation):
    """Base class. A subclass reads the state, turns it, and says so; the event makes no difference."""

    state: ClassVar[str]  # its name in the ledger: "enabled", "logging"
    wanted: ClassVar[bool] = True

    def is_on(self, clients: Clients, resource: JSON) -> bool | None:
        """The present state, by a fresh call; None if there is no such resource any more."""
        raise NotImplementedError

    def summary(self, resource: JSON) -> str:
        """For the owner, in the past tense."""
        raise NotImplementedError

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:
        """Put it into that state."""
        raise NotImplementedError

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"<state>": bool}`."""
        found = self.is_on(clients, resource)
        return None if found is None else {self.state: found}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:  # noqa: ARG002
        """Turn it, unless it is as it should be."""
        if before[self.state] is self.wanted:
            return None
        return Change(self.summary(resource), details={}, undo=before, after={self.state: self.wanted})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call. Where AWS refuses it because somebody was quicker, the retry sees that."""
        self.turn(clients, record, on=self.wanted)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Turn it back."""
        cls.turn(clients, record, on=not cls.wanted)
