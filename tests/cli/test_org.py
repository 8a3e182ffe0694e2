"""`c7n-reflex org` is c7n-org, with our actions in every child process, and fails when c7n-org failed."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import c7n_org.cli
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from c7n_reflex.cli import org
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.sweeps import everywhere
from c7n_reflex.sweeps.results import Result, Status

ROOT = Path(__file__).parent.parent.parent
ACCOUNTS = str(ROOT / "accounts.yml")
POLICY = "policies:\n  - name: {}\n    resource: aws.internet-gateway\n    actions: [detach]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in "ab":
        (tmp_path / f"{name}.yml").write_text(POLICY.format(name))


@pytest.fixture(autouse=True)
def _nothing_stays_hidden():
    """c7n-org filters what handlers of the root logger show, pytest's too (c7n_org.cli.init)."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)
    for handler in logging.getLogger().handlers:
        for each in [one for one in handler.filters if isinstance(one, c7n_org.cli.LogFilter)]:
            handler.removeFilter(each)


@pytest.fixture
def handed_over(monkeypatch):
    """What a run is asked for: its options, and in `use` the names of the policies."""
    calls = []

    def run_everywhere(policies, options):
        calls.append({**options, "use": [policy["name"] for policy in policies]})
        return []

    monkeypatch.setattr(everywhere, "run", run_everywhere)
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


def test_every_flag_of_the_stock_run_is_there_and_is_passed_on(handed_over):
    stock = {param.name for param in c7n_org.cli.run.params}
    assert {param.name for param in org.command.commands["run"].params} == stock | {"output"}
    run("-u", "a.yml")
    assert set(handed_over[0]) == stock


@pytest.mark.parametrize(("status", "fails"), [(Status.FAILED, True), (Status.DONE, False)])
def test_a_failure_anywhere_fails_the_run(monkeypatch, status, fails):
    results = [
        Result("payments-prod", "us-east-1", "", status=status, error="no credentials"),
        Result("payments-dev", "us-east-1", "a", matched=2),
    ]
    monkeypatch.setattr(everywhere, "run", lambda *_: results)
    if not fails:
        assert "in 2 accounts and regions: matched 2" in run("-u", "a.yml").stderr
        return
    with pytest.raises(ReflexError, match="1 failure") as caught:
        run("-u", "a.yml")
    assert caught.value.exit_code == 3


SCRIPT = ["run-script", "-c", ACCOUNTS, "-s", "out", "-a", "payments-dev", "-r", "us-east-1", "true"]


@pytest.mark.parametrize(
    ("raised", "said"),
    [(SystemExit(1), "failed in some accounts"), (ValueError("no role"), "ValueError: no role")],
)
def test_other_commands_fail_with_a_message_and_3(monkeypatch, raised, said):
    def fails(*_, **__):
        raise raised

    monkeypatch.setattr(c7n_org.cli, "init", fails)
    with pytest.raises(ReflexError, match=said) as caught:
        CliRunner().invoke(org.command, SCRIPT, catch_exceptions=False, standalone_mode=False)
    assert caught.value.exit_code == 3


def test_other_commands_that_work_exit_with_0():
    result = CliRunner().invoke(
        org.command, [*SCRIPT[:-1], "--echo", "true"], catch_exceptions=False, standalone_mode=False
    )
    assert result.exit_code == 0
    assert "command to run: `true`" in result.output


def test_an_account_whose_regions_may_not_be_listed_is_a_failure(monkeypatch):
    """c7n-org says so on its log, does nothing in that account, and exits with 0."""

    def denied(*_, **__):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DescribeRegions")

    monkeypatch.setattr(c7n_org.cli, "get_session", denied)
    arguments = [each if each != "us-east-1" else "all" for each in SCRIPT]
    with pytest.raises(ReflexError, match="payments-dev: the regions cannot be listed: AccessDenied no"):
        CliRunner().invoke(org.command, arguments, catch_exceptions=False, standalone_mode=False)
    all_regions = ("-u", "a.yml", "-a", "payments-dev", "-r", "all")
    with pytest.raises(ReflexError, match="nothing was run"):
        run(*all_regions)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with pytest.raises(ReflexError, match="1 failure"):
        run(*all_regions)


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
