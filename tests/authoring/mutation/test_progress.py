"""The bar."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.mutation import progress


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as step:
        step(1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_sees_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress() as step:
        step(1, 2)
    assert "mutants" in capsys.readouterr().err
