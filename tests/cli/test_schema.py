"""`c7n-reflex schema`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from c7n_reflex.authoring import editorschema
from c7n_reflex.cli import schema
from c7n_reflex.errors import InputError

ROOT = Path(__file__).parents[2]
ONE = ("--resource", "internet-gateway")


def run(*arguments: str | Path):
    return CliRunner().invoke(schema.command, [str(each) for each in arguments])


def test_what_is_checked_in_is_current():
    """In a process of its own: all of AWS is loaded. The hash seed is another one each time."""
    program = "from c7n_reflex.cli.schema import command; command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == "4 schemas are current\n", done.stdout + done.stderr
    assert done.returncode == 0


def test_writes_checks_and_notices_a_change(tmp_path):
    folder = tmp_path / "schemas"
    done = run("--output-dir", folder, *ONE)
    assert done.exit_code == 0
    assert done.output.splitlines() == [str(folder / f"{kind}.json") for kind in editorschema.KINDS]
    assert run("--output-dir", folder, "--check", *ONE).exit_code == 0

    (folder / "policies.json").write_text("{}")
    (folder / "accounts.json").unlink()
    done = run("--output-dir", folder, "--check", *ONE)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{folder / kind}.json is not current: run c7n-reflex schema" for kind in ("policies", "accounts")
    ]
    assert (folder / "policies.json").read_text() == "{}"


def test_one_can_be_printed_and_narrowed():
    done = run("--stdout", "policies", *ONE)
    schemas = json.loads(done.output)
    names = schemas["definitions"]["policy"]["properties"]["resource"]["enum"]
    assert names == ["aws.internet-gateway", "internet-gateway"]
    assert "aws.internet-gateway.detach" in schemas["definitions"]["actions"]


def test_an_unknown_type_and_a_folder_that_is_none_are_bad_input(tmp_path):
    with pytest.raises(InputError, match="did you mean 'aws"):
        raise run("--stdout", "policies", "--resource", "internet-gatway").exception
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        raise run("--output-dir", tmp_path / "file", *ONE).exception


def test_the_kinds_that_help_names_are_those_that_there_are():
    assert tuple(editorschema.KINDS) == schema._KINDS
    assert "Examples" in run("--help").output
