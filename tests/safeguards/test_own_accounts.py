"""The organisation's own accounts: from the variable, from the archive, or an error."""

from __future__ import annotations

import pytest

from c7n_reflex.safeguards import own_accounts as known


def test_the_variable_counts(monkeypatch):
    monkeypatch.setenv(known.OWN_ACCOUNTS_VARIABLE, "111122223333,200000000001")
    assert known.own_accounts() == {"111122223333", "200000000001"}


def test_a_function_reads_its_archive(monkeypatch, tmp_path):
    monkeypatch.delenv(known.OWN_ACCOUNTS_VARIABLE, raising=False)
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    (tmp_path / known.PACKED).write_text(known.dumps(["200000000001", "111122223333"]))
    assert known.own_accounts() == {"111122223333", "200000000001"}


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '["1"]', "[1]"])
def test_whatever_else_is_an_error_and_not_an_empty_list(content, monkeypatch, tmp_path):
    monkeypatch.delenv(known.OWN_ACCOUNTS_VARIABLE, raising=False)
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    if content is not None:
        (tmp_path / known.PACKED).write_text(content)
    with pytest.raises(ValueError, match="unknown"):
        known.own_accounts()


def test_a_variable_with_something_else_in_it_is_an_error(monkeypatch):
    monkeypatch.setenv(known.OWN_ACCOUNTS_VARIABLE, "111122223333,all")
    with pytest.raises(ValueError, match="all"):
        known.own_accounts()
