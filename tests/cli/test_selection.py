"""What the options of plan and deploy choose, and what is refused before AWS is asked anything."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from c7n_reflex.accounts import Directory
from c7n_reflex.cli import deploy, plan, selection
from c7n_reflex.errors import InputError
from tests.conftest import ROOT

SOURCE = ROOT / "policies/cloudtrail/internet_gateway_attached.yml"
POLICY = "internet-gateway-attached"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With one policy, as the current folder."""
    shutil.copy(ROOT / "accounts.yml", tmp_path)
    (tmp_path / "policies").mkdir()
    shutil.copy(SOURCE, tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(command: Any, *arguments: str) -> str:
    """What is said of bad input; it has exit code 2."""
    done = CliRunner().invoke(command, arguments)
    assert isinstance(done.exception, InputError), done.output + str(done.exception)
    assert done.exception.exit_code == 2
    return str(done.exception)


@pytest.mark.parametrize("command", [plan.command, deploy.command])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-a", "payments-prd"), "payments-prod"),
        (("-t", "productoin"), "did you mean 'production'?"),
        (("-t", "zzz"), "known tags: "),
        (("-r", "us-east1"), "did you mean 'us-east-1'?"),
        (("-r", "mars"), "known: "),
        (("-p", "internet-gateway-atached"), POLICY),
        (("-u", "none.yml"), "none.yml"),
        (("-c", "none.yml"), "none.yml"),
        (("-a", "payments-prod", "-t", "development"), "no account has both"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(
    repository: Path, command: Any, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(command, *arguments)


def test_a_canary_of_no_account_is_refused(repository: Path) -> None:
    assert "did you mean 'development'?" in refused(deploy.command, "--canary", "developmnt")


def test_an_unknown_setting_of_a_deployment_is_refused_with_its_place(repository: Path) -> None:
    file = repository / "policies" / SOURCE.name
    content = yaml.safe_load(file.read_text())
    content["policies"][0].setdefault("metadata", {})["deployment"] = {"retrys": 1}
    file.write_text(yaml.safe_dump(content))
    said = refused(plan.command)
    assert "did you mean 'retries'?" in said
    assert SOURCE.name in said


@pytest.mark.parametrize("text", ["", "{}", '{"c7n-reflex-plan": 1}'])
def test_a_file_that_is_no_plan_is_refused(repository: Path, text: str) -> None:
    (repository / "a.plan").write_text(text)
    assert "make a new plan" in refused(deploy.command, "a.plan")


def test_a_saved_plan_takes_no_options(repository: Path) -> None:
    assert "policies cannot be given" in refused(deploy.command, "a.plan", "-p", POLICY)


@pytest.mark.parametrize("command", [plan.command, deploy.command])
def test_help_has_examples_and_exit_codes(command: Any) -> None:
    said = CliRunner().invoke(command, ["--help"]).output
    assert "Examples:\n    c7n-reflex " in said
    assert "Exit codes: 0 " in said


def test_accounts_are_chosen_by_name_id_and_tag_once(directory: Directory) -> None:
    def names(given: list[str], tags: list[str]) -> list[str]:
        return [each.name for each in selection.chosen_accounts(directory, given, tags)]

    prod = directory["payments-prod"]
    assert names([], []) == [each.name for each in directory.accounts]
    assert names(["payments-prod", prod.id], []) == ["payments-prod"]
    assert names([], ["pci"]) == [each.name for each in directory.accounts if "pci" in each.tags]
    assert names(["payments-prod", "payments-dev"], ["pci"]) == ["payments-prod"]


def test_all_policies_are_chosen_where_none_is_named(repository: Path) -> None:
    none: dict[str, Any] = {"files": (), "accounts": (), "tags": (), "regions": ()}
    with selection.selected(Path("accounts.yml"), policies=(), **none) as all_:
        assert all_.all_policies
    with selection.selected(Path("accounts.yml"), policies=(POLICY,), **none) as one:
        assert not one.all_policies
