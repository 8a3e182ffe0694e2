"""`custodian run` and `org run` know exemptions.yml, and do nothing if there is a mistake in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from c7n_reflex.cli import custodian, org
from c7n_reflex.errors import InputError
from c7n_reflex.safeguards import prepared
from c7n_reflex.safeguards.exemptions import dumps
from c7n_reflex.safeguards.switch import SECONDS_VARIABLE
from c7n_reflex.sweeps import customary, everywhere
from tests.conftest import ROOT

POLICY = "policies:\n  - name: {}\n    resource: aws.internet-gateway\n    actions: [detach]\n"
EXEMPTION = """\
exemptions:
  - policy: {}
    account: payments-prod
    resource: igw-1
    until: 2099-12-31
    owner: a@example.com
    reason: a mirror
"""

Run = Callable[[], None]


@pytest.fixture(autouse=True)
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """For each run that was not stopped: the policies of the exemptions that it knows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    (tmp_path / "accounts.yml").write_text((ROOT / "accounts.yml").read_text())
    (tmp_path / "a.yml").write_text(POLICY.format("a"))
    runs: list[list[str]] = []

    def note(*_: Any, **__: Any) -> list[Any]:
        runs.append([each.policy for each in prepared.exemptions()])
        return []

    monkeypatch.setattr(customary, "run", note)
    monkeypatch.setattr(everywhere, "run", note)
    yield runs
    assert prepared.EXEMPTIONS_VARIABLE not in os.environ


def _custodian() -> None:
    arguments = ["run", "-s", "out", "a.yml"]
    CliRunner().invoke(custodian.command, arguments, catch_exceptions=False, standalone_mode=False)


def _org() -> None:
    arguments = ["run", "-c", "accounts.yml", "-s", "out", "-u", "a.yml"]
    CliRunner().invoke(org.command, arguments, catch_exceptions=False, standalone_mode=False)


both = pytest.mark.parametrize("run", [_custodian, _org])


@both
def test_the_exemptions_beside_the_accounts_are_known(
    run: Run, known: list[list[str]], tmp_path: Path
) -> None:
    run()
    (tmp_path / "exemptions.yml").write_text(EXEMPTION.format("a"))
    run()
    assert known == [[], ["a"]]


@both
def test_a_policy_that_is_not_part_of_the_run_may_be_exempted_from(
    run: Run, known: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / "exemptions.yml").write_text(EXEMPTION.format("other"))
    with pytest.raises(InputError, match="no policy 'other'"):
        run()
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "other.yml").write_text(POLICY.format("other"))
    run()
    assert known == [["other"]]


@both
def test_a_mistake_stops_the_run_and_is_named(run: Run, known: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "exemptions.yml").write_text(EXEMPTION.format("a").replace("2099", "soon"))
    with pytest.raises(InputError) as caught:
        run()
    assert str(caught.value).startswith("exemptions.yml:5: exemptions[0].until: ")
    assert caught.value.exit_code == 2
    assert known == []


@both
def test_a_file_that_is_prepared_already_counts(
    run: Run, known: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exemptions.yml").write_text("no exemptions at all")
    with monkeypatch.context() as patch:
        (tmp_path / "ready.json").write_text(dumps([]))
        patch.setitem(os.environ, prepared.EXEMPTIONS_VARIABLE, "ready.json")
        run()
        (tmp_path / "ready.json").write_text("[]")
        with pytest.raises(InputError, match="names no exemptions"):
            run()
    assert known == [[]]


@both
@pytest.mark.parametrize(("seconds", "refused"), [("0", False), ("60", False), ("61", True), ("fast", True)])
def test_a_slower_switch_stops_the_run(
    run: Run, known: list[list[str]], monkeypatch: pytest.MonkeyPatch, seconds: str, refused: bool
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, seconds)
    if refused:
        with pytest.raises(InputError, match=f"{SECONDS_VARIABLE} is '{seconds}'"):
            run()
    else:
        run()
    assert known == ([] if refused else [[]])
