"""Which commands set the stage, and what becomes of one that fails."""

from __future__ import annotations

import itertools
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.accounts import Directory
from c7n_reflex.drill.extras import Extras
from c7n_reflex.drill.stage import Command, Stage, deployed_folders
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.safeguards.exemptions import Exemption, loads


class _Fake:
    def root_environment(self) -> dict[str, str]:
        return dict(os.environ)


def _stage(directory: Directory, folder: Path, extras: Extras | None = None) -> Stage:
    return Stage(directory, directory.solutions[:2], Path("policies"), folder, extras)


def test_deploys_into_core_and_those_that_take_part(directory: Directory, tmp_path: Path) -> None:
    arguments = list(_stage(directory, tmp_path).functions().arguments)
    accounts = [after for option, after in itertools.pairwise(arguments) if option == "-a"]
    assert accounts == ["core-compliance", "payments-prod", "payments-dev"]
    assert "--region" in arguments


def test_sweeps_are_not_deployed(tmp_path: Path) -> None:
    for name in ("cloudtrail", "securityhub", "sweeps"):
        (tmp_path / name).mkdir()
    assert [folder.name for folder in deployed_folders(tmp_path)] == ["cloudtrail", "securityhub"]
    assert deployed_folders(tmp_path / "sweeps") == [tmp_path / "sweeps"]


def test_the_drills_own_policies_are_deployed_too(directory: Directory, tmp_path: Path) -> None:
    added = _stage(directory, tmp_path, Extras((tmp_path / "more",))).functions().arguments
    without = _stage(directory, tmp_path).functions().arguments
    assert set(added) - set(without) == {str(tmp_path / "more")}
    assert added[added.index(str(tmp_path / "more")) - 1] == "-u"


def test_commands_are_told_of_the_drills_exemptions_and_to_ask_for_the_switch_each_time(
    directory: Directory, tmp_path: Path
) -> None:
    day = date(2099, 12, 31)
    exemption = Exemption("p", "*", "*", day, "a@example.com", "a mirror", resource="igw-1")
    stage = _stage(directory, tmp_path, Extras(exemptions=(exemption,)))
    ran: list[str] = []

    class Idle(_Fake):
        def wait_idle(self, _: float) -> None:
            ran.append("quiet")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stage, "_one", lambda _, command, __: ran.append(command.arguments[0]))
        stage.deploy(Idle())  # type: ignore[arg-type]
    assert ran[0] == "infrastructure"
    environment = stage.environment()
    assert environment["C7N_REFLEX_SWITCH_SECONDS"] == "0"
    assert loads(Path(environment["C7N_REFLEX_EXEMPTIONS"]).read_text()) == (exemption,)
    assert _stage(directory, tmp_path).environment() == {}


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("organisation", "up", "--config", "missing.yml"), InputError, "missing.yml: no such file"),
        (("organisation", "down"), InputError, "No such command"),
    ],
)
def test_a_command_that_fails_is_shown_with_its_output(
    directory: Directory, tmp_path: Path, arguments: tuple[str, ...], error: type[ReflexError], said: str
) -> None:
    fake: Any = _Fake()
    with pytest.raises(error) as raised:
        _stage(directory, tmp_path)._one(Command("starting", arguments), fake)
    assert said in str(raised.value)
    assert f"c7n-reflex {' '.join(arguments)}" in str(raised.value)
    assert said in (tmp_path / "organisation.log").read_text()
