"""What one action did, or would do, to one resource: a remediation's record as a notice shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mailer import difference
from mailer.difference import Line
from mailer.plain import one_line, state

RECORDS_KEY = "c7n-reflex:remediations"  # where remediations leave their records on a resource


@dataclass(frozen=True)
class Change:
    """One action on one resource. Texts are empty where the record does not say."""

    record: str  # id of the ledger's entry
    resource: str
    resource_type: str
    action: str
    outcome: str  # changed, unchanged, failed, planned ...
    summary: str  # a sentence
    before: str  # JSON, or "nothing"
    after: str  # the same; empty where it is not known
    error: str = ""
    undoable: bool = False  # changed, with all that `c7n-reflex undo` needs
    name: str = ""  # of the resource, as it is
    difference: tuple[Line, ...] = ()  # what differs; the state before, where nothing else is known
    states: tuple[Any, Any] = field(default=(None, None), repr=False)  # before and after, as recorded

    @property
    def after_known(self) -> bool:
        """True if `difference` says what becomes of it."""
        return bool(self.after)

    @property
    def planned(self) -> bool:
        """True if nothing was done: this is what would be."""
        return self.outcome == "planned"


def changes_of(message: dict[str, Any]) -> list[Change]:
    """Of a message's records, each once."""
    found = list(message.get("remediations") or ())
    for resource in message.get("resources") or ():
        found += [record for record in resource.get(RECORDS_KEY) or () if record not in found]
    return [_change(record) for record in found]


def _change(record: dict[str, Any]) -> Change:
    outcome = one_line(record.get("outcome") or "unknown")
    before, after = record.get("before"), record.get("after")
    # Only after a change does `None` mean that nothing is left; otherwise nobody has looked.
    known = after is not None or outcome in ("changed", "undone")
    return Change(
        record=one_line(record.get("id")),
        resource=one_line(record.get("resource") or record.get("resource_id")),
        resource_type=one_line(record.get("resource_type")),
        action=one_line(record.get("action")),
        outcome=outcome,
        summary=one_line(record.get("change")),
        before=state(before),
        after=state(after) if known else "",
        error=one_line(record.get("error")),
        name=str(record.get("resource") or record.get("resource_id") or ""),
        undoable=outcome == "changed" and record.get("undo") is not None,
        difference=difference.difference(before, after) if known else difference.state(before),
        states=(before, after),
    )
