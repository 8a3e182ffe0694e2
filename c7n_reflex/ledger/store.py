"""The ledger in DynamoDB, and what any ledger can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from c7n_reflex.ledger.record import Outcome, Record, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Ledger(Protocol):
    """Where remediations are recorded. Every method raises if the record cannot be written."""

    def begin(self, record: Record) -> Record:
        """Record what is about to be changed, before it is.

        On a retry of the same event the record is there already: its `before` and `undo` are the truth (the
        resource may be half changed by now) and are kept. Returns what the ledger holds.
        """

    def finish(self, record: Record, outcome: Outcome, *, after: Any = None, error: str = "") -> Record:
        """Record how it ended. A record that says `changed` never falls back to `unchanged`."""

    def notified(self, record: Record) -> Record:
        """Record that the owner's notice has been queued."""

    def get(self, record_id: str) -> Record | None:
        """The record with this id, or None if there is none (or nothing is remembered between runs)."""


class TableLedger:
    """The DynamoDB table `c7n-reflex-ledger` (hash key `id`, TTL attribute `expires`)."""

    def __init__(self, table: Any) -> None:
        self._table = table  # boto3 Table resource

    def begin(self, record: Record) -> Record:
        """See `Ledger.begin`. The conditional write makes concurrent deliveries agree on one `before`."""
        try:
            self._table.put_item(Item=record.as_item(), ConditionExpression=Attr("id").not_exists())
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            known = self.get(record.id)
            if known is None:  # expired between the two calls
                raise
            return known
        return record

    def finish(self, record: Record, outcome: Outcome, *, after: Any = None, error: str = "") -> Record:
        """See `Ledger.finish`."""
        if outcome is Outcome.UNCHANGED and record.outcome is Outcome.CHANGED:
            return record
        finished = record.with_changes(outcome=outcome, after=after, error=error, finished=now())
        self._write(finished, "outcome", "after", "error", "finished")
        return finished

    def notified(self, record: Record) -> Record:
        """See `Ledger.notified`."""
        told = record.with_changes(notified=now())
        self._write(told, "notified")
        return told

    def undone(self, record: Record) -> Record:
        """Record that the change was taken back."""
        return self.finish(record, Outcome.UNDONE, after=record.before)

    def get(self, record_id: str) -> Record | None:
        """The record with this id, read consistently, or None."""
        item = self._table.get_item(Key={"id": record_id}, ConsistentRead=True).get("Item")
        return Record.from_item(item) if item else None

    def list(self, **equal: str) -> list[Record]:
        """Records whose fields have these values (`account=`, `policy=`, `outcome=` ...), oldest first.

        Scans the table: for a person at a terminal, not for every event.
        """
        items = self._scan(_all(Attr(name).eq(str(value)) for name, value in equal.items()))
        return sorted(
            (Record.from_item(item) for item in items), key=lambda record: (record.started, record.id)
        )

    def _scan(self, condition: Any) -> Iterator[dict[str, Any]]:
        arguments: dict[str, Any] = {"FilterExpression": condition} if condition is not None else {}
        while True:
            page = self._table.scan(**arguments)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _write(self, record: Record, *names: str) -> None:
        item = record.as_item()
        self._table.update_item(
            Key={"id": record.id},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in names),
            ExpressionAttributeNames={f"#{name}": name for name in names},
            ExpressionAttributeValues={f":{name}": item[name] for name in names},
        )


def _all(conditions: Iterable[Any]) -> Any:
    result = None
    for condition in conditions:
        result = condition if result is None else result & condition
    return result
