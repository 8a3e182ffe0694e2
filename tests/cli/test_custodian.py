"""`c7n-reflex custodian` is custodian, with our actions, and finds mistakes before it runs anything."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import c7n.cli
import pytest
from c7n import commands
from click.testing import CliRunner

from c7n_reflex.cli import custodian
from c7n_reflex.errors import EnvironmentFaultError, InputError
from c7n_reflex.sweeps import customary

POLICY = "policies:\n  - name: {}\n    resource: aws.ec2\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.fixture
def handed_over(monkeypatch):
    """What Custodian's own main, or ours for `run`, is called with."""
    calls = []

    def run_here(arguments):
        calls.append(arguments)
        return []

    monkeypatch.setattr(c7n.cli, "main", calls.append)
    monkeypatch.setattr(customary, "run", run_here)
    return calls


def run(*arguments):
    return CliRunner().invoke(custodian.command, arguments, catch_exceptions=False)


def test_the_schema_has_our_actions():
    result = run("schema", "aws.internet-gateway.actions")
    assert "- detach\n" in result.output
    assert "- notify-owner\n" in result.output


def test_help_is_custodian_s_under_our_name():
    before = list(sys.argv)
    assert "usage: c7n-reflex custodian [-h]" in run("--help").output
    assert "usage: c7n-reflex custodian run" in run("run", "--help").output
    assert sys.argv == before


def test_folders_become_files_and_nothing_else_changes(tmp_path, handed_over):
    for name in ("p/a.yml", "p/b.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POLICY.format(name[2]))
    # the output folder has the same name as the folder of policies
    run("run", "-s", "p", "p", "--region", "us-east-1", "--cache-period", "5")
    assert handed_over == [
        ["run", "-s", "p", "p/a.yml", "p/b.yml", "--region", "us-east-1", "--cache-period", "5"]
    ]
    run("validate", "p")
    assert handed_over[1] == ["validate", "p/a.yml", "p/b.yml"]


@pytest.fixture
def caches(monkeypatch):
    """(cache file, minutes) of each run; nothing is run."""
    seen = []
    monkeypatch.setattr(
        commands,
        "policy_command",
        lambda _: lambda options: seen.append((options.cache, options.cache_period)),
    )
    return seen


@pytest.mark.parametrize(
    ("arguments", "cache"),
    [
        (["--cache-period", "7"], ("~/.cache/cloud-custodian.cache", 7)),
        (["--cache", "mine"], ("mine", 15)),
        (["--cache-period", "0"], ("~/.cache/cloud-custodian.cache", 0)),
    ],
)
def test_a_cache_is_used_if_asked_for(caches, arguments, cache):
    customary.run(["run", "-s", "out", "a.yml", *arguments])
    assert caches == [cache]


def test_a_run_reads_nothing_of_an_earlier_one_unless_asked_to(caches):
    for _ in range(2):
        customary.run(["run", "-s", "out", "a.yml"])
    (first, _), (second, _) = caches
    assert first != second
    assert not Path(first).parent.exists()


def test_mistakes_stop_a_run(tmp_path, handed_over):
    (tmp_path / "a.yml").write_text(POLICY.format("a") + "    actions: [stopp]\n")
    with pytest.raises(InputError, match=r"unknown action of aws\.ec2 'stopp'"):
        run("run", "-s", "out", "a.yml")
    (tmp_path / "a.yml").write_text(POLICY.format("a"))
    with pytest.raises(InputError, match="no policy 'b'"):
        run("run", "-s", "out", "-p", "b", "a.yml")
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFaultError, match="cannot be written to"):
        run("run", "-s", "file", "a.yml")
    assert handed_over == []
    run("run", "-s", "out", "-p", "a*", "a.yml")
    assert len(handed_over) == 1


def test_settings_come_from_the_accounts_file(tmp_path, handed_over, directory):
    (tmp_path / "a.yml").write_text(POLICY.format("a"))
    run("run", "-s", "out", "a.yml")
    assert "C7N_REFLEX_CORE_ACCOUNT" not in os.environ
    (tmp_path / "accounts.yml").write_text(directory.file.read_text())
    run("run", "-s", "out", "a.yml")
    assert os.environ["C7N_REFLEX_CORE_ACCOUNT"] == directory.core.id
    assert os.environ["C7N_SESSION_SUFFIX"] == "c7n-reflex-sweep"


def test_a_broken_accounts_file_is_an_input_error(tmp_path, handed_over):
    (tmp_path / "a.yml").write_text(POLICY.format("a"))
    (tmp_path / "accounts.yml").write_text("accounts: [\n")
    with pytest.raises(InputError, match="is not YAML"):
        run("run", "-s", "out", "a.yml")
    assert handed_over == []
