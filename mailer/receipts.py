"""Which notices were sent: one small item of the ledger's table for each, so that none is delivered twice.

The item `notice#<notice_id>`: `state` (sending, sent), `holder` and `lease` (epoch seconds) of the invocation
that is at it, `told` (targets that have been told), `expires` (TTL). A lease outlives the function's timeout:
while it is alive nobody else may send, and when it is over nobody is sending any more.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from mailer.errors import BusyError, DeliveryError

SENDING, SENT = "sending", "sent"
KEPT_SECONDS = 15 * 86400  # a message is on its queue for 14 days at the most

log = logging.getLogger("c7n_reflex.mailer")


class Receipt:
    """A notice that this invocation may send. What fails here is logged: the notice itself is delivered."""

    def __init__(self, receipts: Receipts, key: str, holder: str, told: set[str]) -> None:
        self._receipts, self._key, self._holder = receipts, key, holder
        self.told = frozenset(told)

    def tell(self, target: str) -> None:
        """Say that the target has been told. Written at once, so that a later failure does not repeat it."""
        self.told |= {target}
        self._write(SENDING, lease=None)

    def close(self) -> None:
        """Say that everybody has been told."""
        self._write(SENT, lease=0)

    def give_back(self) -> None:
        """Say that nobody is sending it any more."""
        self._write(SENDING, lease=0)

    def update(self, state: str, lease: int | None) -> dict[str, Any]:
        """How far it has come, as UpdateItem and TransactWriteItems take it; `lease` None leaves it.

        Refused (ConditionalCheckFailedException) if another one holds the notice by now.
        """
        return self._receipts.update(self._key, self._holder, state, lease, self.told)

    def _write(self, state: str, lease: int | None) -> None:
        try:
            self._receipts.write(self.update(state, lease))
        except (BotoCoreError, ClientError) as error:
            log.error("%s is not noted as %s: it may be sent a second time: %s", self._key, state, error)


class Receipts:
    """The items of notices in the ledger's table."""

    def __init__(self, dynamodb: Any, table: str, lease_seconds: int) -> None:
        self._dynamodb, self._table = dynamodb, table  # dynamodb: a boto3 client
        self._lease_seconds = lease_seconds

    def claim(self, notice_id: str) -> Receipt | None:
        """The right to send the notice, or None if it was sent.

        Raises BusyError while another invocation is sending it, DeliveryError if the table cannot be written.
        """
        key, holder, now = f"notice#{notice_id}", uuid.uuid4().hex, int(time.time())
        try:
            answer = self._take(key, holder, now)
        except (BotoCoreError, ClientError) as error:
            if _code(error) != "ConditionalCheckFailedException":
                raise DeliveryError(f"{key} cannot be claimed in {self._table}: {error}") from error
            if _there(error).get("state", {}).get("S") == SENT:
                return None
            raise BusyError(f"{key} is being sent by another invocation") from error
        return Receipt(self, key, holder, set(answer["Attributes"].get("told", {}).get("SS", ())))

    def _take(self, key: str, holder: str, now: int) -> dict[str, Any]:
        taken: dict[str, Any] = self._dynamodb.update_item(
            TableName=self._table,
            Key={"id": {"S": key}},
            UpdateExpression="SET #state = :sending, #holder = :holder, #lease = :lease, "
            "#expires = :expires, #kind = :kind",
            # The last: boto3 tries again where the answer was lost, and must not be refused by its own claim.
            ConditionExpression="attribute_not_exists(id) OR (#state = :sending AND #lease < :now) "
            "OR #holder = :holder",
            ExpressionAttributeNames={
                f"#{name}": name for name in ("state", "holder", "lease", "expires", "kind")
            },
            ExpressionAttributeValues={
                ":sending": {"S": SENDING},
                ":holder": {"S": holder},
                ":lease": {"N": str(now + self._lease_seconds)},
                ":expires": {"N": str(now + KEPT_SECONDS)},
                ":kind": {"S": "notice"},
                ":now": {"N": str(now)},
            },
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return taken

    def tell(self, receipts: Sequence[Receipt], target: str) -> None:
        """Say that the target has been told of all of these.

        In one transaction: if we are killed in the middle of several calls, a digest is told again.
        """
        if len(receipts) > 1:
            for each in receipts:
                each.told |= {target}
            updates = [{"Update": each.update(SENDING, lease=None)} for each in receipts]
            try:
                self._dynamodb.transact_write_items(TransactItems=updates)
            except (BotoCoreError, ClientError) as error:
                log.warning("%d notices are noted one by one: %s", len(receipts), _code(error) or error)
            else:
                return
        for each in receipts:
            each.tell(target)

    def write(self, update: dict[str, Any]) -> None:
        """Note what `Receipt.update` says. Raises what boto3 raises."""
        self._dynamodb.update_item(**update)

    def update(
        self, key: str, holder: str, state: str, lease: int | None, told: frozenset[str]
    ) -> dict[str, Any]:
        """See `Receipt.update`."""
        sets = {"state": {"S": state}} | ({} if lease is None else {"lease": {"N": str(lease)}})
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in sets)
        values: dict[str, Any] = {f":{name}": value for name, value in sets.items()} | {
            ":holder": {"S": holder}
        }
        names = {f"#{name}": name for name in (*sets, "holder")}
        if told:
            expression += " ADD #told :told"
            names["#told"], values[":told"] = "told", {"SS": sorted(told)}
        return {
            "TableName": self._table,
            "Key": {"id": {"S": key}},
            "UpdateExpression": expression,
            "ConditionExpression": "#holder = :holder",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


def _there(error: Exception) -> dict[str, Any]:
    """The item that was in the way."""
    return dict(getattr(error, "response", {}).get("Item") or {})
