"""What was done, because of which event, with the state before it: audit, idempotency and undo.

A remediation asks `open_ledger` for the ledger, calls `begin` before it changes anything and `finish` after.
Where a core-compliance account is configured the record is an item of the DynamoDB table; otherwise it is a
log line and a file of the policy's output, so that a plain `custodian run` leaves a trace too.
"""

from __future__ import annotations

from c7n_reflex.ledger.opening import open_ledger
from c7n_reflex.ledger.record import Cause, Outcome, Record, record_id
from c7n_reflex.ledger.store import Ledger, TableLedger

__all__ = ["Cause", "Ledger", "Outcome", "Record", "TableLedger", "open_ledger", "record_id"]
