"""What the ledger knows of a resource and of an event beside its entries: one small item for each.

occasion   the entries that an event led to, in one account and region: what a retry has to look after
claim      the last entry of a policy for a resource, and the requests by which the policy changed it
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from c7n_reflex.ledger.record import record_id
from c7n_reflex.pipeline.outcome import Outcome

_OCCASION_SECONDS = 15 * 86400  # a parked event is kept for 14 days and may be given again until then
_CLAIM_SECONDS = 2 * 86400
ABANDONED_SECONDS = 16 * 60  # a function runs for 15 minutes at the most: then nobody is at work any more


def occasion_key(event_id: str, policy: str, account: str, region: str) -> str:
    """Key of the occasion's item."""
    return f"occasion#{record_id(event_id, policy, account, region)}"


def claim_key(policy: str, account: str, region: str, resource: str) -> str:
    """Key of the claim's item."""
    return f"claim#{record_id(policy, account, region, resource)}"


@dataclass(frozen=True)
class Claim:
    """The last that a policy did with a resource."""

    entry: str  # id
    outcome: str  # of that entry; "begun" while it is at work
    started: float  # epoch seconds
    finished: float  # epoch seconds; 0 while it is at work
    version: str  # of the policy
    requests: frozenset[str]  # request ids of the changing calls that the policy's actions made

    @property
    def at_work(self) -> bool:
        """True while that entry's function may still be acting."""
        return not self.finished and time.time() - self.started < ABANDONED_SECONDS

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Claim:
        """The claim of an item."""
        return cls(
            entry=str(item.get("entry", "")),
            outcome=str(item.get("outcome", "")),
            started=float(item.get("started_at", 0)),
            finished=float(item.get("finished_at", 0)),
            version=str(item.get("version", "")),
            requests=frozenset(item.get("requests") or ()),
        )


class Claims:
    """Occasions and claims in the ledger's table."""

    def __init__(self, table: Any) -> None:
        self._table = table  # boto3 Table resource

    def entries_of(self, occasion: str) -> tuple[str, ...]:
        """Ids of the entries of earlier attempts at the occasion."""
        item = self._table.get_item(Key={"id": occasion}, ConsistentRead=True).get("Item") or {}
        return tuple(sorted(item.get("entries") or ()))

    def add_to(self, occasion: str, entries: Iterable[str]) -> None:
        """Note that these entries are about to be made."""
        self._update(occasion, _OCCASION_SECONDS, add={"entries": set(entries)}, kind="occasion")

    def of(self, key: str) -> Claim | None:
        """The claim, or None."""
        item = self._table.get_item(Key={"id": key}, ConsistentRead=True).get("Item")
        return Claim.from_item(item) if item else None

    def take(self, key: str, entry: str, version: str, *, alone: bool) -> bool:
        """Say that the entry is at work on the resource; False if `alone` is wanted and another entry is."""
        fields = {"entry": entry, "outcome": str(Outcome.BEGUN), "version": version}
        times = {"started_at": int(time.time()), "finished_at": 0}
        free = Attr("entry").not_exists() | Attr("entry").eq(entry) | Attr("finished_at").gt(0)
        free = free | Attr("started_at").lt(int(time.time()) - ABANDONED_SECONDS)
        try:
            self._update(
                key, _CLAIM_SECONDS, {**fields, **times}, kind="claim", condition=free if alone else None
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def note(self, key: str, requests: Iterable[str]) -> None:
        """Note the ids of requests that the policy has made; before the event of any of them is looked at."""
        found = set(requests)
        if found:
            self._update(key, _CLAIM_SECONDS, add={"requests": found}, kind="claim")

    def close(self, key: str, entry: str, outcome: str, version: str) -> None:
        """Say how the entry ended."""
        fields = {"entry": entry, "outcome": outcome, "version": version, "finished_at": int(time.time() + 1)}
        self._update(key, _CLAIM_SECONDS, fields, kind="claim")

    def _update(
        self,
        key: str,
        seconds: int,
        fields: Mapping[str, Any] | None = None,
        *,
        add: Mapping[str, set[str]] | None = None,
        condition: Any = None,
        kind: str,
    ) -> None:
        given = {**(fields or {}), "expires": int(time.time()) + seconds, "kind": kind}
        values = {f":{name}": value for name, value in {**given, **(add or {})}.items()}
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in given)
        if add:
            expression += " ADD " + ", ".join(f"#{name} :{name}" for name in add)
        self._table.update_item(
            Key={"id": key},
            UpdateExpression=expression,
            ExpressionAttributeNames={f"#{name}": name for name in (*given, *(add or {}))},
            ExpressionAttributeValues=values,
            **({"ConditionExpression": condition} if condition is not None else {}),
        )
