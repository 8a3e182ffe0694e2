"""Which ticket belongs to what: one item of the ledger's table for each, held by one invocation at a time.

The item `ticket#<hash>`: `system`, `project`, `ticket` (its key; absent while there is none), `name` (its
number), `state` (open, closed), `generation` (counted up when a ticket is deleted or closed for good), `told`
(identities of the notices in it, the latest 100), `updated` (ISO 8601), `holder` and `lease` (epoch seconds),
`expires` (TTL).
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.errors import BusyError
from mailer.tickets.errors import TicketError
from mailer.tickets.tracker import Ticket

KEPT_SECONDS = 400 * 86400  # as the ledger's entries; afterwards the ticket is found by its label
_REMEMBERED = 100
_REFUSED = "ConditionalCheckFailedException"


@dataclass
class Held:
    """The item while this invocation holds it; `save` writes it."""

    key: str
    holder: str
    generation: int
    ticket: Ticket | None
    told: list[str]
    state: str = ""

    @property
    def label(self) -> str:
        """What the ticket carries in its system, so that it is found where this item does not know it."""
        generation = f"-{self.generation}" if self.generation > 1 else ""
        return f"c7n-reflex-{self.key.removeprefix('ticket#')}{generation}"

    def tell(self, identity: str) -> None:
        """Remember a notice; "" is one that has no identity."""
        if identity:
            self.told = [*self.told, identity][-_REMEMBERED:]


class Tickets:
    """The items of tickets in the ledger's table."""

    def __init__(self, dynamodb: Any, table: str, lease_seconds: int) -> None:
        self._dynamodb, self._table = dynamodb, table  # dynamodb: a boto3 client
        self._lease_seconds = lease_seconds

    def claim(self, subject: str, system: str, project: str, *, create: bool) -> Held | None:
        """Hold the item; None if there is none and it is not to be created.

        Raises BusyError while another invocation holds it, TicketError if the table cannot be written.
        """
        key, holder, now = f"ticket#{subject}", uuid.uuid4().hex, int(time.time())
        there = "attribute_not_exists(id) OR " if create else "attribute_exists(id) AND "
        values = {
            ":kind": {"S": "ticket"},
            ":system": {"S": system},
            ":project": {"S": project},
            ":holder": {"S": holder},
            ":lease": {"N": str(now + self._lease_seconds)},
            ":expires": {"N": str(now + KEPT_SECONDS)},
        }
        # A holder that is its own: boto3 tries again where the answer was lost.
        condition = f"{there}(#lease < :now OR #holder = :holder)"
        try:
            answer = self._update(key, values, condition, {":now": {"N": str(now)}}, [])
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise self._unwritten(key, error) from None
            _raise_if_busy(key, error, now)
            return None
        except BotoCoreError as error:
            raise self._unwritten(key, error) from None
        return _held(key, holder, answer["Attributes"])

    def save(self, held: Held, *, release: bool) -> None:
        """Write what is known of the ticket. Raises TicketError if it cannot be, or another one holds it."""
        values: dict[str, Any] = {
            ":generation": {"N": str(held.generation)},
            ":told": {"L": [{"S": each} for each in held.told]},
            ":updated": {"S": datetime.now(UTC).isoformat(timespec="seconds")},
        }
        gone = ["ticket", "name", "state"]
        if held.ticket is not None:
            values |= {":ticket": {"S": held.ticket.key}, ":name": {"S": held.ticket.name}}
            values |= {":state": {"S": held.state}}
            gone = []
        if release:
            values[":lease"] = {"N": "0"}
        try:
            self._update(held.key, values, "#holder = :holder", {":holder": {"S": held.holder}}, gone)
        except (BotoCoreError, ClientError) as error:
            raise self._unwritten(held.key, error) from None

    def release(self, held: Held) -> None:
        """Let others have the item, as it was. What goes wrong here ends with the lease."""
        values = {":lease": {"N": "0"}}
        try:
            self._update(held.key, values, "#holder = :holder", {":holder": {"S": held.holder}}, [])
        except (BotoCoreError, ClientError):
            return

    def _update(
        self, key: str, values: dict[str, Any], condition: str, others: dict[str, Any], gone: list[str]
    ) -> Any:
        """SET what `values` name (":state" sets `state`), REMOVE `gone`; `others` are the condition's."""
        names = [name.removeprefix(":") for name in values]
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in names)
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        used = {*names, *gone, "holder"} | ({"lease"} if "#lease" in condition else set())
        return self._dynamodb.update_item(
            TableName=self._table,
            Key={"id": {"S": key}},
            UpdateExpression=expression,
            ConditionExpression=condition,
            ExpressionAttributeNames={f"#{name}": name for name in used},
            ExpressionAttributeValues={**values, **others},
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    def _unwritten(self, key: str, error: Exception) -> TicketError:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        return TicketError(f"{key} cannot be written in {self._table}: {code}")


def _raise_if_busy(key: str, error: ClientError, now: int) -> None:
    """BusyError until the other one's lease is over; nothing if there is no such item."""
    item = dict(error.response.get("Item") or {})  # type: ignore[call-overload, unused-ignore]
    if item:
        left = max(1, int(item.get("lease", {}).get("N", now)) - now + 1)
        raise BusyError(f"{key} is held by another invocation", retry_after=left)


def _held(key: str, holder: str, item: dict[str, Any]) -> Held:
    known = item.get("ticket", {}).get("S", "")
    return Held(
        key=key,
        holder=holder,
        generation=int(item.get("generation", {}).get("N", 1)),
        ticket=Ticket(known, item.get("name", {}).get("S", known)) if known else None,
        told=[each["S"] for each in item.get("told", {}).get("L", ())],
        state=item.get("state", {}).get("S", ""),
    )
