"""The ledger in DynamoDB, and what any ledger can do."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from c7n_reflex.ledger.claims import Claim, Claims
from c7n_reflex.ledger.entry import STATES, Entry, as_attributes, from_attributes
from c7n_reflex.ledger.record import Record, Result, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from c7n_reflex.ledger.states import StateStore


class Ledger(Protocol):
    """Where remediations are recorded. Every method raises if it cannot write or read."""

    def earlier(self, occasion: str) -> tuple[Entry, ...]:
        """The entries that earlier attempts at this occasion made."""

    def open(self, occasion: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Record what is about to be done. An entry that is there already is kept, and returned instead."""

    def save(self, entry: Entry, *names: str) -> None:
        """Write these fields of an entry that is there."""

    def hold(self, entry: Entry, holder: str, abandoned: str) -> bool:
        """Write who is at work on the entry; False if another is, since later than `abandoned` (ISO 8601)."""

    def approve(self, entry: Entry) -> bool:
        """Write the entry's approval, if it waits for one; False if it does not, or somebody was first."""

    def get(self, entry_id: str) -> Entry | None:
        """The entry with this id, or None if there is none (or nothing is remembered between runs)."""

    def claim(self, key: str) -> Claim | None:
        """The last that a policy did with a resource (`claims.claim_key`)."""

    def take(self, key: str, entry: Entry, *, alone: bool) -> bool:
        """Say that the entry is at work on the resource; False if `alone` is wanted and another entry is."""

    def note(self, key: str, requests: Iterable[str]) -> None:
        """Note ids of requests by which the policy changed the resource."""

    def close(self, key: str, entry: Entry) -> None:
        """Say how the entry ended."""

    def begin(self, record: Record, key: str) -> Record:
        """Record what an action is about to change, before it does.

        On a retry of the same event the record is there already: its `before` and `undo` are the truth (the
        resource may be half changed by now) and are kept. Returns what the ledger holds.
        """

    def finish(
        self, record: Record, key: str, result: Result, *, after: Any = None, error: str = ""
    ) -> Record:
        """Record how it ended. A record that says `changed` never falls back to `unchanged`."""


class TableLedger:
    """The DynamoDB table `c7n-reflex-ledger` (hash key `id`, TTL attribute `expires`)."""

    def __init__(self, table: Any, states: StateStore) -> None:
        self.table = table  # boto3 Table resource
        self._states, self._claims = states, Claims(table)

    def earlier(self, occasion: str) -> tuple[Entry, ...]:
        """See `Ledger.earlier`. One read where there was no earlier attempt."""
        found = (self.get(each) for each in self._claims.entries_of(occasion))
        return tuple(entry for entry in found if entry is not None)

    def open(self, occasion: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """See `Ledger.open`. The occasion first: a retry must find whatever may have been done."""
        if entries:
            self._claims.add_to(occasion, [entry.id for entry in entries])
        return tuple(self._open(entry) for entry in entries)

    def _open(self, entry: Entry) -> Entry:
        try:
            self.table.put_item(Item=self._attributes(entry), ConditionExpression=Attr("id").not_exists())
        except ClientError as error:
            if not _refused(error):
                raise
            known = self.get(entry.id)
            if known is None:  # expired between the two calls
                raise
            return known
        return entry

    def save(self, entry: Entry, *names: str) -> None:
        """See `Ledger.save`."""
        self._set(entry, names, Attr("id").exists())

    def hold(self, entry: Entry, holder: str, abandoned: str) -> bool:
        """See `Ledger.hold`."""
        free = (
            Attr("holder").not_exists() | Attr("holder").is_in(["", holder]) | Attr("updated").lt(abandoned)
        )
        held = entry.with_changes(holder=holder, updated=now(), attempts=entry.attempts + 1)
        return self._set_if(held, ("holder", "updated", "attempts"), free)

    def approve(self, entry: Entry) -> bool:
        """See `Ledger.approve`."""
        waits = Attr("outcome").eq("awaiting-approval") & Attr("approval.by").eq("")
        return self._set_if(entry, ("approval",), waits)

    def _set_if(self, entry: Entry, names: Sequence[str], condition: Any) -> bool:
        try:
            self._set(entry, names, condition)
        except ClientError as error:
            if not _refused(error):
                raise
            return False
        return True

    def _set(self, entry: Entry, names: Sequence[str], condition: Any) -> None:
        attributes = self._attributes(entry, names)
        self.table.update_item(
            Key={"id": entry.id},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in names),
            ExpressionAttributeNames={f"#{name}": name for name in names},
            ExpressionAttributeValues={f":{name}": attributes[name] for name in names},
            ConditionExpression=condition,
        )

    def get(self, entry_id: str) -> Entry | None:
        """See `Ledger.get`. Read consistently."""
        item = self.table.get_item(Key={"id": entry_id}, ConsistentRead=True).get("Item")
        return self._entry(item) if item else None

    def claim(self, key: str) -> Claim | None:
        """See `Ledger.claim`."""
        return self._claims.of(key)

    def take(self, key: str, entry: Entry, *, alone: bool) -> bool:
        """See `Ledger.take`."""
        return self._claims.take(key, entry.id, entry.version, alone=alone)

    def note(self, key: str, requests: Iterable[str]) -> None:
        """See `Ledger.note`."""
        self._claims.note(key, requests)

    def close(self, key: str, entry: Entry) -> None:
        """See `Ledger.close`."""
        self._claims.close(key, entry.id, str(entry.outcome), entry.version)

    def begin(self, record: Record, key: str) -> Record:
        """See `Ledger.begin`. The conditional write makes concurrent deliveries agree on one `before`."""
        try:
            self._set_action(record, key, Attr(f"actions.{key}").not_exists() & Attr("id").exists())
        except ClientError as error:
            if not _refused(error):
                raise
            entry = self.get(record.id)
            if entry is None:
                raise
            known = entry.actions[key]
            if known.before is not None or known.undo is not None:
                return known
            self._set_action(record, key, Attr("id").exists())  # the first attempt could not even read
        return record

    def finish(
        self, record: Record, key: str, result: Result, *, after: Any = None, error: str = ""
    ) -> Record:
        """See `Ledger.finish`."""
        if result is Result.UNCHANGED:
            known = self._action(record, key)  # another attempt may have changed it since this one began
            if known is not None and known.outcome is Result.CHANGED:
                return known
        finished = record.with_changes(outcome=result, after=after, error=error, finished=now())
        self._set_action(finished, key, Attr("id").exists())
        return finished

    def _action(self, record: Record, key: str) -> Record | None:
        entry = self.get(record.id)
        return entry.actions.get(key) if entry else None

    def _set_action(self, record: Record, key: str, condition: Any) -> None:
        text = json.dumps(record.as_dict(), sort_keys=True, default=str)
        self.table.update_item(
            Key={"id": record.id},
            UpdateExpression="SET actions.#key = :record",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":record": self._put_state(record.id, f"actions-{key}", text)},
            ConditionExpression=condition,
        )

    def list(
        self, *, since: str = "", seen: Callable[[int], None] = lambda _: None, **equal: str
    ) -> list[Entry]:
        """Entries whose fields have these values (`account=`, `policy=`, `outcome=` ...), oldest first.

        Without their states and actions, which `get` has. Scans the table: for a person at a terminal, not
        for every event. `since` is ISO 8601, UTC; `seen` is told how many items each page was made of.
        """
        condition: Any = Attr("kind").eq("entry")
        if since:
            condition = condition & Attr("started").gte(since)
        for name, value in equal.items():
            condition = condition & Attr(name).eq(str(value))
        found = (from_attributes(item) for item in self._scan(condition, seen))
        return sorted(found, key=lambda entry: (entry.started, entry.id))

    def _scan(self, condition: Any, seen: Callable[[int], None]) -> Iterator[dict[str, Any]]:
        names = [each.name for each in fields(Entry) if each.name not in (*STATES, "actions")]
        arguments: dict[str, Any] = {
            "FilterExpression": condition,
            "ProjectionExpression": ", ".join(f"#{name}" for name in names),
            "ExpressionAttributeNames": {f"#{name}": name for name in names},
        }
        while True:
            page = self.table.scan(**arguments)
            seen(int(page["ScannedCount"]))
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _attributes(self, entry: Entry, names: Sequence[str] | None = None) -> dict[str, Any]:
        attributes = as_attributes(entry)
        wanted = attributes if names is None else {name: attributes[name] for name in names}
        for name in STATES:
            if name in wanted:
                wanted[name] = self._put_state(entry.id, name, wanted[name])
        return wanted

    def _put_state(self, entry_id: str, name: str, text: str) -> str:
        return self._states.put(f"entries/{entry_id}/{name}", text)

    def _entry(self, item: dict[str, Any]) -> Entry:
        fetched = {name: self._states.get(item[name]) for name in STATES if isinstance(item.get(name), str)}
        actions = {key: self._states.get(text) for key, text in (item.get("actions") or {}).items()}
        return from_attributes({**item, **fetched, "actions": dict(sorted(actions.items()))})


def _refused(error: ClientError) -> bool:
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")
