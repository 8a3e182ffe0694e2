"""The command line's entry: help, errors and exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from c7n_reflex.cli.main import COMMANDS


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments], capture_output=True, text=True, check=False
    )


def test_help_lists_every_command_and_imports_none() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from c7n_reflex.cli.main import cli;"
        "print(CliRunner().invoke(cli, ['--help']).output);"
        "print([m for m in ('boto3', 'c7n', 'moto', 'yaml', 'rich') if m in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.rstrip().endswith("[]")
    for name in COMMANDS:
        assert name in output


def test_a_misspelt_command_is_bad_input_with_a_hint() -> None:
    done = run("dril")
    assert done.returncode == 2
    assert "Did you mean 'drill'?" in done.stderr


@pytest.mark.parametrize("command", ["drill", "infrastructure", "mailer", "organisation"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout


def test_bad_accounts_stop_the_organisation_with_code_2(tmp_path: object) -> None:
    done = run("organisation", "up", "--config", f"{tmp_path}/absent.yml")
    assert done.returncode == 2
    assert "absent.yml: no such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_exit_code_of_a_command_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from c7n_reflex.cli import main as entry

    @click.command()
    @click.pass_context
    def found_something(context: click.Context) -> None:
        context.exit(1)

    monkeypatch.setattr(entry, "cli", found_something)
    monkeypatch.setattr(sys, "argv", ["c7n-reflex"])
    with pytest.raises(SystemExit) as raised:
        entry.main()
    assert raised.value.code == 1
