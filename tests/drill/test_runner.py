"""A drill that cannot be played to its end has failed; that is no verdict on the policies."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from c7n_reflex.drill import play
from c7n_reflex.drill.outcome import Drill
from c7n_reflex.drill.runner import Options, prepare
from c7n_reflex.errors import InputError, ReflexError
from tests.conftest import ROOT

OPTIONS = Options(ROOT / "accounts.yml", ROOT / "policies", ROOT / "scenarios")


def test_a_lost_organisation_is_an_error_and_not_a_red_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> Drill:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    run = prepare(OPTIONS)
    monkeypatch.setattr(play, "play", lost)
    with pytest.raises(ReflexError, match="broke off") as raised:
        run.play((), None)  # type: ignore[arg-type]
    assert raised.value.exit_code == 3


def test_phases_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "play", lambda *_: Drill([]))
    drill = prepare(OPTIONS).play((), None)  # type: ignore[arg-type]
    assert [name for name, _ in drill.phases] == ["scenarios"]


def test_scenarios_are_checked_before_anything_is_started() -> None:
    run = prepare(
        Options(OPTIONS.accounts_file, OPTIONS.policies, OPTIONS.scenarios, names=("nothing-like-it",))
    )
    with pytest.raises(InputError):
        run.performances()
