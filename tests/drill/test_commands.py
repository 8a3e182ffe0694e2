"""Our own commands as steps: run as a person runs them, and held to their exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill import commands
from c7n_reflex.drill.calling import CallFailedError
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Command
from tests.conftest import ROOT
from tests.drill.examples import PLACE, performance

EXEMPTIONS = ("exemptions", "--output", "json", "--policies", str(ROOT / "policies"))


@pytest.fixture
def organisation(directory: Directory) -> Any:
    class Fake:
        def __init__(self) -> None:
            self.directory = directory

        def root_environment(self) -> dict[str, str]:
            return dict(os.environ)

    return Fake()


@pytest.fixture
def played(tmp_path: Path) -> Performance:
    """Knows a file of exemptions, which the command shows without any AWS."""
    (tmp_path / "some.yml").write_text("exemptions: []\n")
    played = performance()
    played.variables["file"] = str(tmp_path / "some.yml")
    return played


def _command(*more: str, **fields: Any) -> Command:
    return Command((*EXEMPTIONS, "--exemptions", "${file}", *more), PLACE, **fields)


def test_variables_are_filled_in_and_output_is_saved(played: Performance, organisation: Any) -> None:
    moment = commands.run(_command(save={"all": "@"}), played, organisation)
    assert played.variables["all"] == []
    assert (moment.kind, moment.detail) == ("command", "exit code 0")
    assert moment.text.startswith("c7n-reflex exemptions")
    assert str(played.variables["file"]) in moment.text


def test_another_exit_code_fails_with_what_was_printed(played: Performance, organisation: Any) -> None:
    with pytest.raises(CallFailedError, match="exit with 1, and did with 0"):
        commands.run(_command(exit=1), played, organisation)
    played.variables["file"] = "missing.yml"
    with pytest.raises(CallFailedError, match=r"did with 2: (.|\n)*missing\.yml"):
        commands.run(_command(), played, organisation)
    commands.run(_command(exit=2), played, organisation)


def test_what_cannot_be_saved_fails(played: Performance, organisation: Any) -> None:
    with pytest.raises(CallFailedError, match="nothing to save at"):
        commands.run(_command(save={"first": "[0].id"}), played, organisation)
    with pytest.raises(CallFailedError, match="printed no JSON"):
        commands.run(_command("--output", "text", save={"first": "[0]"}), played, organisation)
