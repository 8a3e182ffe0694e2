"""The ledger of a run without core-compliance."""

from __future__ import annotations

import json
import logging

from c7n_reflex.ledger import Outcome
from c7n_reflex.ledger.journal import JournalLedger
from tests.ledger.test_store import RECORD


class Output:
    """c7n's output, as far as it is used."""

    def __init__(self):
        self.files = {}

    def write_file(self, path, text):
        self.files[path] = text


def test_each_step_is_logged_and_the_file_has_the_last(caplog):
    output = Output()
    ledger = JournalLedger(output)
    with caplog.at_level(logging.INFO, logger="custodian"):
        ledger.finish(ledger.begin(RECORD), Outcome.CHANGED, after={"attachments": []})
    (text,) = output.files.values()
    written = json.loads(text)
    assert (written["id"], written["outcome"]) == (RECORD.id, "changed")
    assert written["after"] == {"attachments": []}
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]
    assert "secret" not in caplog.text
