"""What was done, because of which event, with the state before it: audit, idempotency and undo.

entry      what one event, by one policy, came to for one resource
record     what one action did in it
claims     the entries of an event, and the last entry of a resource
states     large states, in S3
store      the ledger in DynamoDB
journal    the ledger of a run without core-compliance: a log line and a file of the policy's output
opening    which of the two a run writes to
"""

from __future__ import annotations

from c7n_reflex.ledger.entry import Approval, Entry, StageEnd
from c7n_reflex.ledger.opening import Core, open_core, open_ledger
from c7n_reflex.ledger.record import Cause, Record, Result, record_id
from c7n_reflex.ledger.store import Ledger, TableLedger

__all__ = [
    "Approval",
    "Cause",
    "Core",
    "Entry",
    "Ledger",
    "Record",
    "Result",
    "StageEnd",
    "TableLedger",
    "open_core",
    "open_ledger",
    "record_id",
]
