"""The ledger's entries in words, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from c7n_reflex.accounts import Directory
from c7n_reflex.ledger import Cause, Entry, Record, Result
from c7n_reflex.ledger.entry import STATES
from c7n_reflex.operator.states import difference

COLUMNS = ("id", "time", "policy", "account", "region", "resource", "outcome", "by")
_INDENT = "      "


def row(entry: Entry, directory: Directory) -> tuple[str, ...]:
    """The entry's cells, in the order of COLUMNS."""
    return (
        entry.id,
        entry.started,
        entry.policy,
        account_name(entry.account, directory),
        entry.region,
        entry.resource,
        f"{entry.outcome}, undone" if entry.undone_by else str(entry.outcome),
        caused_by(entry.cause),
    )


def summary(entry: Entry, directory: Directory) -> dict[str, Any]:
    """The entry as one item of `history --output json`: as the ledger has it, without states and actions."""
    data = entry.as_dict()
    for name in (*STATES, "actions"):
        data.pop(name)
    return {**data, "account_name": account_name(entry.account, directory)}


def full(entry: Entry, directory: Directory) -> dict[str, Any]:
    """The entry as `history ID --output json`: all that the ledger has."""
    return {**entry.as_dict(), "account_name": account_name(entry.account, directory)}


def account_name(account: str, directory: Directory) -> str:
    """Its name in accounts.yml; the id of one that is not there any more."""
    return next((each.name for each in directory.accounts if each.id == account), account)


def caused_by(cause: Cause) -> str:
    """Who or what: `user/mallory`, `Admin/alice` (role and session), `a finding`, or `a sweep`."""
    if cause.principal:
        return cause.principal.split(":", 5)[-1].removeprefix("assumed-role/")
    if cause.finding_id:
        return "a finding"
    return cause.event_name or ("an event" if cause.event_id else "a sweep")


def details(entry: Entry, directory: Directory) -> list[str]:
    """All of one entry, a line each."""
    detail = f" {entry.detail}" if entry.detail else ""
    where = f"{account_name(entry.account, directory)} ({entry.account}), {entry.region}"
    return [
        f"{entry.id}  {entry.outcome}",
        f"  {entry.outcome.sentence}{detail}",
        "",
        f"  policy    {entry.policy} (mode {entry.mode or 'none'}, version {entry.version})",
        f"  resource  {entry.resource_type} {entry.resource} in {where}",
        f"  time      {entry.started}" + (f" to {entry.finished}" if entry.finished else ""),
        *_cause(entry.cause),
        *_stages(entry),
        *(line for record in entry.records() for line in action(record)),
        *_told(entry),
        *_approval(entry),
        *_undo(entry),
    ]


def _cause(cause: Cause) -> Iterator[str]:
    if cause.event_name or cause.principal:
        yield f"  cause     {cause.event_name or 'command'} by {cause.principal or 'nobody named'}"
    if cause.event_id:
        yield f"  event     {cause.event_id}" + (f" at {cause.event_time}" if cause.event_time else "")
    if cause.finding_id:
        yield f"  finding   {cause.finding_id}"
    if cause == Cause():
        yield "  cause     a sweep"


def _stages(entry: Entry) -> Iterator[str]:
    for number, each in enumerate(entry.stages):
        label = "  stages    " if number == 0 else " " * 12
        yield f"{label}{each.stage:<8} {each.at}  {each.outcome}"
    if entry.attempts > 1:
        yield f"  attempts  {entry.attempts}"


def action(record: Record) -> Iterator[str]:
    """An action in words, with what it changed: `-` was there before, `+` was there afterwards."""
    yield f"  action    {record.action}: {record.outcome}" + (f". {record.change}" if record.change else "")
    if record.error:
        yield f"{_INDENT}error: {record.error}"
    if record.outcome in (Result.CHANGED, Result.UNDONE):
        yield from (f"{_INDENT}{line}" for line in difference(record.before, record.after))
    elif record.outcome is Result.PLANNED:
        yield from (f"{_INDENT}now: {line[2:]}" for line in difference(record.before, {}) if line[0] == "-")


def _told(entry: Entry) -> Iterator[str]:
    if entry.notified:
        yield f"  notice    queued at {entry.notified}" + (f" about {entry.told}" if entry.told else "")
    elif entry.outcome.acted:
        yield "  notice    none was queued"
    if entry.written_back:
        yield f"  finding   was given the status {entry.written_back}"


def _approval(entry: Entry) -> Iterator[str]:
    if entry.approval is None:
        return
    if entry.approval.by:
        yield f"  approved  by {entry.approval.by} at {entry.approval.at}"
    else:
        yield f"  approval  until {entry.approval.until}: c7n-reflex approve {entry.id}"


def _undo(entry: Entry) -> Iterator[str]:
    if entry.undoes:
        yield f"  undoes    {entry.undoes}"
    elif entry.undone_by:
        yield f"  undone    by {entry.undone_by}"
    elif any(record.undo is not None for record in _changed(entry.records())):
        yield f"  undo      c7n-reflex undo {entry.id}"
    elif list(_changed(entry.records())):
        yield "  undo      not possible: the action keeps nothing to take back with"


def _changed(records: Iterable[Record]) -> Iterator[Record]:
    return (record for record in records if record.outcome in (Result.CHANGED, Result.STARTED, Result.FAILED))
