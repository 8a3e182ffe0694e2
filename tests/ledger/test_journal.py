"""The ledger of a run without core-compliance."""

from __future__ import annotations

import json
import logging

import pytest

from c7n_reflex.ledger import Result
from c7n_reflex.ledger.journal import JournalLedger
from tests.ledger.examples import ENTRY, ID, KEY, RECORD, WAITING


class Output:
    """c7n's output, as far as it is used."""

    def __init__(self):
        self.files = {}

    def write_file(self, path, text):
        self.files[path] = text


@pytest.fixture
def output():
    return Output()


@pytest.fixture
def journal(output):
    return JournalLedger(output)


def written(output):
    return json.loads(output.files[f"remediation-{ID}.json"])


def test_each_step_is_logged_and_the_file_has_the_last(journal, output, caplog):
    with caplog.at_level(logging.INFO, logger="custodian"):
        journal.open("occasion", [ENTRY])
        record = journal.finish(journal.begin(RECORD, KEY), KEY, Result.CHANGED, after={"attachments": []})
        journal.save(ENTRY.with_changes(detail="done"), "detail")
    assert (written(output)["id"], written(output)["detail"]) == (ID, "done")
    action = written(output)["actions"][KEY]
    assert (action["outcome"], action["after"]) == ("changed", {"attachments": []})
    assert record.finished == action["finished"] != ""
    assert [entry.levelname for entry in caplog.records] == ["INFO"] * 4
    assert "secret" not in caplog.text + str(output.files)


def test_an_action_without_an_entry_is_a_file_of_its_own(journal, output):
    journal.finish(journal.begin(RECORD, KEY), KEY, Result.FAILED, error="denied")
    assert (written(output)["outcome"], written(output)["error"]) == ("failed", "denied")
    assert journal.get(ID) is None


def test_only_this_run_is_remembered(journal, output):
    journal.open("occasion", [ENTRY])
    assert journal.get(ID) == ENTRY
    assert JournalLedger(output).get(ID) is None
    assert journal.earlier("occasion") == ()


def test_nobody_can_approve(journal):
    journal.open("occasion", [WAITING])
    assert not journal.approve(WAITING)


def test_there_are_no_claims(journal):
    assert journal.take("claim", ENTRY, alone=True)
    journal.note("claim", ["request"])
    journal.close("claim", ENTRY)
    assert journal.claim("claim") is None
