"""Which ledger a run writes to, and with which credentials."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from c7n_reflex.ledger import TableLedger, open_ledger, opening
from c7n_reflex.ledger.journal import JournalLedger


@pytest.fixture
def asked(monkeypatch):
    """A c7n session factory that notes how it was called."""
    monkeypatch.setattr(opening, "_tables", {})
    calls = []

    def factory(assume=True, region=None):
        calls.append((assume, region))
        return boto3.Session("AKIAEXAMPLE", "x", region_name=region)

    with mock_aws():
        factory.calls = calls
        yield factory


def test_without_core_compliance_it_is_a_journal(asked):
    assert isinstance(open_ledger(asked, None), JournalLedger)
    assert asked.calls == []


def test_the_function_s_own_credentials_assume_the_ledger_s_role_once(asked, monkeypatch):
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", "111122223333")
    monkeypatch.setenv("C7N_REFLEX_HOME_REGION", "eu-west-1")
    first = open_ledger(asked, None)
    assert isinstance(first, TableLedger)
    assert asked.calls == [(False, "eu-west-1")]
    assert open_ledger(asked, None) is first
    ((role, _),) = opening._tables
    assert role == "arn:aws:iam::111122223333:role/c7n-reflex-ledger"
    assert first._table.meta.client.meta.region_name == "eu-west-1"


def test_another_core_account_is_another_ledger(asked, monkeypatch):
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", "111122223333")
    first = open_ledger(asked, None)
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", "444455556666")
    assert open_ledger(asked, None) is not first
