"""Which entries are asked for."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.errors import InputError
from c7n_reflex.operator import search
from c7n_reflex.operator.search import Query
from tests.ledger.examples import ENTRY, ID

NOW = datetime(2026, 5, 31, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24h", "2026-05-30T12:30:00Z"),
        ("7d", "2026-05-24T12:30:00Z"),
        ("90m", "2026-05-31T11:00:00Z"),
        ("2w", "2026-05-17T12:30:00Z"),
        ("2026-05-01", "2026-05-01T00:00:00Z"),
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00Z"),
    ],
)
def test_times(text, expected):
    assert search.since(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "24", "h", "-3h", "999999w", "2026-13-01"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(InputError, match="no time"):
        search.since(text, NOW)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_time_or_refused(text):
    with contextlib.suppress(InputError):
        assert len(search.since(text, NOW)) == 20


def test_an_outcome_that_is_misspelt_is_refused_with_the_nearest():
    assert search.outcome("not-fixed") == "not-fixed"
    with pytest.raises(InputError, match="did you mean 'not-fixed'"):
        search.outcome("notfixed")
    with pytest.raises(InputError, match="awaiting-approval"):
        search.outcome("zzz")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), ["a", "b"]),
        (Query(resource="igw-*"), ["a"]),
        (Query(resource="igw"), []),
        (Query(account="200000000002"), ["b"]),
        (Query(policy="policy"), ["a", "b"]),
        (Query(policy="other"), []),
        (Query(since="2026-01-02T00:00:00Z"), ["b"]),
        (Query(outcome="begun", resource="sg-[1-3]"), ["b"]),
        (Query(outcome="fixed"), []),
    ],
)
def test_a_query_finds_what_it_asks_for(ledger, query, found):
    other = ENTRY.with_changes(
        id="b", account="200000000002", resource="sg-2", started="2026-01-02T00:00:00Z"
    )
    ledger.open("occasion", [other, ENTRY.with_changes(id="a")])
    assert [each.id for each in search.find(ledger, query)] == found


def test_one_entry_is_found_with_its_states(ledger):
    ledger.open("occasion", [ENTRY])
    assert search.entry(ledger, f" {ID} ").before == {"InternetGatewayId": "igw-1", "share": 0.5}


@pytest.mark.parametrize("entry_id", ["", " ", "0" * 32])
def test_an_unknown_id_is_refused(ledger, entry_id):
    with pytest.raises(InputError, match="no remediation"):
        search.entry(ledger, entry_id)
