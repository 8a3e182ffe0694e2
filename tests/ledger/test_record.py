"""The record of what one action did."""

from __future__ import annotations

import json

from c7n_reflex.ledger import Record, Result, record_id
from c7n_reflex.ledger.record import without_secrets
from tests.ledger.examples import RECORD


def test_the_same_parts_give_the_same_id_and_their_borders_count():
    assert record_id("a", "bc") == record_id("a", "bc")
    assert record_id("a", "bc") != record_id("ab", "c")
    assert len(record_id("a")) == 32


def test_a_dictionary_is_json_and_comes_back():
    text = json.dumps(RECORD.as_dict())
    assert "secret" not in text
    record = Record.from_dict(json.loads(text))
    assert record.outcome is Result.STARTED
    assert record.cause == RECORD.cause
    assert record.with_changes(before=RECORD.before) == RECORD


def test_what_others_added_is_ignored():
    assert Record.from_dict({**RECORD.as_dict(), "later": 1}).id == RECORD.id


def test_secrets_are_left_out_at_any_depth_and_nothing_else():
    given = {"a": [{"UserData": 1, "b": ({"SecretString": 2, "c": 3},)}], "UserDatum": 4}
    assert without_secrets(given) == {"a": [{"b": [{"c": 3}]}], "UserDatum": 4}
