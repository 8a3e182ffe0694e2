"""Which ledger a run writes to, and with which credentials."""

from __future__ import annotations

import boto3
import pytest

from c7n_reflex.ledger import TableLedger, open_core, open_ledger, opening
from c7n_reflex.ledger.journal import JournalLedger

CORE, OTHER = "111122223333", "444455556666"


@pytest.fixture
def asked(session, monkeypatch):
    """A c7n session factory that notes how it was called."""
    monkeypatch.setattr(opening, "_cores", {})

    def factory(assume=True, region=None):
        factory.calls.append((assume, region))
        return boto3.Session("AKIAEXAMPLE", "x", region_name=region)

    factory.calls = []
    return factory


@pytest.fixture
def configured(monkeypatch):
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", CORE)
    monkeypatch.setenv("C7N_REFLEX_HOME_REGION", "eu-west-1")


def test_without_core_compliance_it_is_a_journal(asked):
    assert isinstance(open_ledger(asked, None), JournalLedger)
    assert open_core(asked) is None
    assert asked.calls == []


def test_the_function_s_own_credentials_assume_the_ledger_s_role_once(asked, configured):
    first = open_ledger(asked, None)
    assert isinstance(first, TableLedger)
    assert asked.calls[0] == (False, "eu-west-1")
    assert open_ledger(asked, None) is first
    ((role, _),) = opening._cores
    assert role == f"arn:aws:iam::{CORE}:role/c7n-reflex-ledger"
    assert first.table.meta.client.meta.region_name == "eu-west-1"


def test_large_states_go_to_the_bucket_of_core_compliance(asked, configured):
    core = open_core(asked)
    assert core.settings.ledger_bucket == f"c7n-reflex-ledger-{CORE}-eu-west-1"
    assert core.ledger._states._bucket == core.settings.ledger_bucket


def test_another_core_account_is_another_ledger(asked, configured, monkeypatch):
    first = open_ledger(asked, None)
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", OTHER)
    assert open_ledger(asked, None) is not first
