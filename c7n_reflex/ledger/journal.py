"""The ledger of a run without core-compliance: a log line and an output file for each record."""

from __future__ import annotations

import json
import logging
from typing import Any

from c7n_reflex.ledger.record import Outcome, Record, now

# Below c7n's own logger, so that it reaches every log output that the run was given.
log = logging.getLogger("custodian.c7n_reflex.ledger")


class JournalLedger:
    """Writes `remediation-<id>.json` to a c7n output (anything with `write_file(path, text)`) and logs it."""

    def __init__(self, output: Any) -> None:
        self._output = output

    def begin(self, record: Record) -> Record:
        """See `store.Ledger.begin`. Nothing is remembered between runs, so each is the first."""
        return self._write(record)

    def finish(self, record: Record, outcome: Outcome, *, after: Any = None, error: str = "") -> Record:
        """See `store.Ledger.finish`."""
        return self._write(record.with_changes(outcome=outcome, after=after, error=error, finished=now()))

    def notified(self, record: Record) -> Record:
        """See `store.Ledger.notified`."""
        return self._write(record.with_changes(notified=now()))

    def get(self, record_id: str) -> Record | None:  # noqa: ARG002
        """See `store.Ledger.get`. Nothing is remembered between runs."""
        return None

    def _write(self, record: Record) -> Record:
        text = json.dumps(record.as_dict(), sort_keys=True, default=str)
        log.info("remediation %s", text)
        self._output.write_file(f"remediation-{record.id}.json", text)
        return record
