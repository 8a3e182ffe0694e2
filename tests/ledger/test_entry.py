"""The entry, as it is stored and comes back."""

from __future__ import annotations

import json
from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.ledger import Approval, Cause, Entry, Record, Result, StageEnd
from c7n_reflex.ledger.entry import as_attributes, ended, from_attributes
from c7n_reflex.ledger.record import without_secrets
from c7n_reflex.pipeline.outcome import Outcome, Stage
from tests.ledger.examples import ENTRY, KEY, RECORD

texts = st.text(max_size=12)
keys = texts.filter(lambda key: without_secrets({key: 1}))  # secrets do not come back
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
states = st.none() | st.dictionaries(keys, trees, max_size=4)
causes = st.builds(Cause, texts, texts, texts, texts, texts)
records = st.builds(
    Record,
    *([texts] * 8),
    cause=causes,
    change=texts,
    before=states,
    after=states,
    undo=states,
    outcome=st.sampled_from(Result),
    error=texts,
    finished=texts,
    notified=texts,
)
approvals = st.builds(Approval, texts, texts, texts, texts)
entries = st.builds(
    Entry,
    *([texts] * 9),
    cause=causes,
    outcome=st.sampled_from(Outcome),
    detail=texts,
    stages=st.lists(st.builds(StageEnd, st.sampled_from(Stage), texts, texts), max_size=3).map(tuple),
    attempts=st.integers(1, 100),
    before=states,
    actions=st.dictionaries(texts, records, max_size=2),
    planned=states,
    holder=texts,
    told=texts,
    notified=texts,
    written_back=texts,
    approval=st.none() | approvals,
    event=states,
    function=texts,
    undoes=texts,
    undone_by=texts,
)


@settings(deadline=None)
@given(entries)
def test_every_entry_comes_back_from_its_attributes(entry):
    assert from_attributes(as_attributes(entry)) == entry


@settings(deadline=None)
@given(entries)
def test_every_entry_comes_back_from_json(entry):
    assert Entry.from_dict(json.loads(json.dumps(entry.as_dict()))) == entry


def test_dynamodb_takes_the_attributes_and_gives_them_back(table):
    entry = ENTRY.with_changes(
        before={"share": 0.5, "none": None}, actions={KEY: RECORD.with_changes(before={})}
    )
    table.put_item(Item=as_attributes(entry))
    assert from_attributes(table.get_item(Key={"id": entry.id})["Item"]) == entry


def test_attributes_have_every_field_and_no_secret():
    attributes = as_attributes(ENTRY.with_changes(actions={KEY: RECORD}, event={"UserData": "secret"}))
    assert {each.name for each in fields(Entry)} | {"kind", "expires"} == set(attributes)
    assert "secret" not in str(attributes)


def test_what_others_added_is_ignored():
    assert Entry.from_dict({**ENTRY.as_dict(), "later": 1}).id == ENTRY.id


def test_a_plan_is_no_beginning():
    plan = RECORD.with_changes(outcome=Result.PLANNED, before={})
    planned = ENTRY.with_changes(planned={KEY: plan.as_dict()})
    assert not planned.started_acting
    assert planned.records() == [plan]
    begun = planned.with_changes(actions={KEY: RECORD})
    assert begun.started_acting
    assert begun.records() == [RECORD]


def test_the_end_is_at_its_stage():
    entry = ended(ENTRY, Outcome.FIXED, "why")
    assert (entry.outcome, entry.detail) == (Outcome.FIXED, "why")
    assert [(each.stage, each.outcome) for each in entry.stages] == [("route", "pass"), ("report", "fixed")]
    assert entry.updated == entry.stages[-1].at != ""
