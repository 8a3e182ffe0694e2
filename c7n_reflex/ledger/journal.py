"""The ledger of a run without core-compliance: a log line and an output file for each entry."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from c7n_reflex.ledger.claims import Claim
from c7n_reflex.ledger.entry import Entry
from c7n_reflex.ledger.record import Record, Result, now

# Below c7n's own logger, so that it reaches every log output that the run was given.
log = logging.getLogger("custodian.c7n_reflex.ledger")


class JournalLedger:
    """Writes `remediation-<id>.json` to a c7n output (anything with `write_file(path, text)`) and logs it.

    Nothing is remembered between runs, so that each is the first. See `store.Ledger` for the methods.
    """

    def __init__(self, output: Any) -> None:
        self._output = output
        self._entries: dict[str, Entry] = {}

    def earlier(self, occasion: str) -> tuple[Entry, ...]:  # noqa: ARG002
        """None."""
        return ()

    def open(self, occasion: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:  # noqa: ARG002
        """Each is new."""
        for entry in entries:
            self._write(entry)
        return tuple(entries)

    def save(self, entry: Entry, *names: str) -> None:  # noqa: ARG002
        """Writes the whole."""
        known = self._entries.get(entry.id)
        actions = {**(known.actions if known else {}), **entry.actions}
        self._write(entry.with_changes(actions=actions))

    def hold(self, entry: Entry, holder: str, abandoned: str) -> bool:  # noqa: ARG002
        """Nobody else is known."""
        return True

    def approve(self, entry: Entry) -> bool:  # noqa: ARG002
        """Nobody can approve what is not remembered."""
        return False

    def get(self, entry_id: str) -> Entry | None:
        """One of this run."""
        return self._entries.get(entry_id)

    def claim(self, key: str) -> Claim | None:  # noqa: ARG002
        """None."""
        return None

    def take(self, key: str, entry: Entry, *, alone: bool) -> bool:  # noqa: ARG002
        """Nobody else is known."""
        return True

    def note(self, key: str, requests: Iterable[str]) -> None:
        """Not remembered."""

    def close(self, key: str, entry: Entry) -> None:
        """Not remembered."""

    def begin(self, record: Record, key: str) -> Record:
        """Added to its entry, if there is one."""
        return self._action(record, key)

    def finish(
        self, record: Record, key: str, result: Result, *, after: Any = None, error: str = ""
    ) -> Record:
        """Written, too."""
        return self._action(
            record.with_changes(outcome=result, after=after, error=error, finished=now()), key
        )

    def _action(self, record: Record, key: str) -> Record:
        entry = self._entries.get(record.id)
        if entry is None:
            self._put(record.id, record.as_dict())
        else:
            self._write(entry.with_changes(actions={**entry.actions, key: record}))
        return record

    def _write(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._put(entry.id, entry.as_dict())

    def _put(self, identity: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, sort_keys=True, default=str)
        log.info("remediation %s", text)
        self._output.write_file(f"remediation-{identity}.json", text)
