"""`c7n-reflex org` is c7n-org, with our actions in every child process, and fails when c7n-org failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import c7n_org.cli
import pytest
from click.testing import CliRunner

from c7n_reflex.cli import org
from c7n_reflex.errors import InputError, ReflexError

ROOT = Path(__file__).parent.parent.parent
ACCOUNTS = str(ROOT / "accounts.yml")
POLICY = "policies:\n  - name: {}\n    resource: aws.internet-gateway\n    actions: [detach]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in "ab":
        (tmp_path / f"{name}.yml").write_text(POLICY.format(name))


@pytest.fixture
def handed_over(monkeypatch):
    """What c7n-org's own run is called with; the policies are read while the merged file is there."""
    calls = []

    def callback(**options):
        merged = json.loads(Path(options["use"]).read_text())
        calls.append({**options, "use": [policy["name"] for policy in merged["policies"]]})

    monkeypatch.setattr(c7n_org.cli.run, "callback", callback)
    return calls


def run(*arguments):
    command = ["run", "-c", ACCOUNTS, "-s", "out", *arguments]
    return CliRunner().invoke(org.command, command, catch_exceptions=False, standalone_mode=False)


def test_several_files_and_folders_are_merged(handed_over, tmp_path):
    run("-u", "a.yml", "-u", "b.yml", "-a", "payments-prod", "--dryrun")
    assert handed_over[0]["use"] == ["a", "b"]
    assert (handed_over[0]["accounts"], handed_over[0]["dryrun"]) == (("payments-prod",), True)
    assert handed_over[0]["cache_period"] == 0
    run("-u", str(tmp_path), "--cache-period", "15")
    assert handed_over[1]["use"] == ["a", "b"]
    assert handed_over[1]["cache_period"] == 15


def test_stock_commands_are_there_and_run_is_not_changed_for_others():
    assert set(org.command.commands) == set(c7n_org.cli.cli.commands)
    assert not next(param for param in c7n_org.cli.run.params if param.name == "use").multiple


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-u", "a.yml", "-a", "payment-prod"], "no account 'payment-prod'\n  did you mean 'payments-prod'"),
        (["-u", "a.yml", "--not-accounts", "payments-prod,nobody"], "no account 'nobody'"),
        (["-u", "a.yml", "-t", "prodction"], "no account is tagged 'prodction'"),
        (["-u", "a.yml", "-p", "bb"], "no policy 'bb'"),
        (["-u", "a.yml", "-u", "absent.yml"], "no such file"),
        (["-u", "a.yml", "-c", "absent.yml"], "no such file"),
    ],
)
def test_mistakes_stop_a_run(handed_over, arguments, said):
    with pytest.raises(InputError) as caught:
        run(*arguments)
    assert said in str(caught.value)
    assert handed_over == []


def test_the_same_name_twice_stops_a_run(handed_over, tmp_path):
    (tmp_path / "b.yml").write_text(POLICY.format("a"))
    with pytest.raises(InputError, match="policy name 'a' is used twice"):
        run("-u", "a.yml", "-u", "b.yml")


def test_settings_come_from_the_accounts_file(handed_over, directory):
    run("-u", "a.yml")
    assert os.environ["C7N_REFLEX_CORE_ACCOUNT"] == directory.core.id
    assert os.environ["C7N_REFLEX_HOME_REGION"] == "us-east-1"


def test_an_account_that_failed_altogether_fails_the_run(monkeypatch):
    def callback(**_):  # c7n_org.cli.run logs this, and returns as if all were well
        c7n_org.cli.log.warning(
            "Error running policy in %s @ %s exception: %s", "payments-prod", "us-east-1", "no credentials"
        )

    monkeypatch.setattr(c7n_org.cli.run, "callback", callback)
    with pytest.raises(ReflexError, match="payments-prod us-east-1: no credentials") as caught:
        run("-u", "a.yml")
    assert caught.value.exit_code == 3


def test_the_message_that_is_watched_for_is_still_c7n_org_s():
    assert org._FAILED in Path(str(c7n_org.cli.__file__)).read_text()


def test_a_policy_that_failed_fails_the_run(monkeypatch):
    monkeypatch.setattr(c7n_org.cli.run, "callback", lambda **_: sys.exit(1))
    with pytest.raises(ReflexError, match="failed in some accounts"):
        run("-u", "a.yml")
    monkeypatch.setattr(c7n_org.cli.run, "callback", lambda **_: sys.exit(0))
    run("-u", "a.yml")


CHILD = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
import c7n.resources, c7n.schema
from c7n_reflex.cli import children

multiprocessing.set_start_method(sys.argv[1])
c7n.resources.load_resources(["aws.internet-gateway"])
with children.load_the_plugin(), ProcessPoolExecutor(1) as pool:
    pool.submit(c7n.resources.load_resources, ["aws.internet-gateway"]).result()
    schema = pool.submit(c7n.schema.generate, ("aws.internet-gateway",)).result()
print("known" if "detach" in str(schema) else "unknown")
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_child_processes_have_the_plugin(method):
    """Whatever their start method; without an AWS (tests/organisation does it with one)."""
    run = subprocess.run([sys.executable, "-c", CHILD, method], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "known", run.stderr


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_without_us_as_the_main_module_they_would_not(method):
    code = CHILD.replace("children.load_the_plugin(), ", "")
    run = subprocess.run([sys.executable, "-c", code, method], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "unknown", run.stderr
