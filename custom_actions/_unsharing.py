"""What the `unshare` actions and `shared-outside` filters of all types but EBS snapshots have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session

from c7n_reflex.safeguards.own_accounts import own_accounts
from custom_actions._shares import outside_shares
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions._sharing import Sharing
    from custom_actions.base import Clients


class SharedOutsideFilter(Filter):  # type: ignore[misc, unused-ignore]
    """Resources with shares outside the organisation; a subclass says how its type is shared."""

    annotation = "c7n-reflex:outside-shares"
    needs_own_accounts: ClassVar[bool] = True
    sharing: ClassVar[Sharing]

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Those with such a share, annotated with these shares. ValueError without known accounts."""
        own = own_accounts()
        client = local_session(self.manager.session_factory).client(self.sharing.service)
        for resource in resources:
            resource[self.annotation] = outside_shares(self._shares(client, resource), own, event)
        return [resource for resource in resources if resource[self.annotation]]

    def _shares(self, client: Any, resource: dict[str, Any]) -> list[str]:
        try:
            return self.sharing.read(client, resource[self.sharing.key])
        except ClientError as error:
            if error.response["Error"]["Code"] not in self.sharing.gone:
                raise
            return []  # deleted since it was listed


class Unshare(Remediation):
    """Base: takes back shares outside the organisation; `sharing` and `undo` make it an action."""

    needs_own_accounts: ClassVar[bool] = True
    sharing: ClassVar[Sharing]

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"shares": ["123456789012", "all"]}`."""
        return {"shares": self.sharing.read(clients(self.sharing.service), resource[self.sharing.key])}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The shares outside the organisation that the event is about. ValueError if nobody knows what is."""
        shares = outside_shares(before["shares"], own_accounts(), event)
        if not shares:
            return None
        names = ", ".join("everybody" if each == "all" else each for each in shares)
        name = resource[self.sharing.key]
        after = {"shares": [each for each in before["shares"] if each not in shares]}
        summary = f"Stopped sharing {self.sharing.noun} {name} with {names}."
        return Change(summary, details={"shares": shares}, undo={"shares": shares}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Take these shares back, and no other."""
        self._modify(clients, record, "remove", change.details["shares"])

    @classmethod
    def share_again(cls, clients: Clients, record: Record) -> None:
        """Share it with those that the record has: what `undo` of a subclass does."""
        if shares := (record.undo or {}).get("shares"):
            cls._modify(clients, record, "add", shares)

    @classmethod
    def _modify(cls, clients: Clients, record: Record, operation: str, shares: list[str]) -> None:
        cls.sharing.modify(clients(cls.sharing.service), record.resource, operation, shares)
