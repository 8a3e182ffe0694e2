"""Which of the ledger's entries are asked for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from c7n_reflex.errors import InputError
from c7n_reflex.ledger import Entry, TableLedger
from c7n_reflex.pipeline.outcome import Outcome

_SPAN = re.compile(r"(\d{1,6})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Query:
    """What an entry has to be; empty texts ask for nothing."""

    account: str = ""  # id
    policy: str = ""
    resource: str = ""  # shell pattern
    since: str = ""  # ISO 8601, UTC, as the ledger writes it
    outcome: str = ""

    def matches(self, entry: Entry) -> bool:
        """True for an entry that DynamoDB let through and that fits the pattern, too."""
        return not self.resource or fnmatchcase(entry.resource, self.resource)


def find(ledger: TableLedger, query: Query, seen: Callable[[int], None] = lambda _: None) -> list[Entry]:
    """The entries, newest last, without their states. `seen` is told how many items were looked at."""
    equal = {"account": query.account, "policy": query.policy, "outcome": query.outcome}
    wanted = {name: value for name, value in equal.items() if value}
    return [each for each in ledger.list(since=query.since, seen=seen, **wanted) if query.matches(each)]


def outcome(text: str) -> str:
    """The outcome of this name. InputError, with the nearest, if there is none."""
    known = [str(each) for each in Outcome]
    if text in known:
        return text
    near = difflib.get_close_matches(text, known, 1)
    remedy = f"did you mean {near[0]!r}?" if near else f"outcomes: {', '.join(known)}"
    raise InputError(f"no outcome {text!r}", remedy=remedy)


def since(text: str, now: datetime | None = None) -> str:
    """`24h`, `7d`, `90m`, `2w` ago, or a date or time in ISO 8601, as the ledger writes times."""
    span = _SPAN.fullmatch(text.strip())
    try:
        if span:
            moment = (now or datetime.now(UTC)) - timedelta(**{_UNITS[span[2]]: int(span[1])})
        else:
            moment = datetime.fromisoformat(text.strip())
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"{text!r} is no time", remedy="write 24h, 7d or a date such as 2026-05-31 (UTC)"
        ) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def entry(ledger: TableLedger, entry_id: str) -> Entry:
    """The entry with this id. InputError if there is none."""
    found = ledger.get(entry_id.strip()) if entry_id.strip() else None
    if found is None:
        raise InputError(
            f"the ledger has no remediation {entry_id!r}",
            remedy="`c7n-reflex history` lists their ids; they are kept for 400 days",
        )
    return found
