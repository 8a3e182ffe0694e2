"""`c7n-reflex lint`: what it prints, and its exit codes."""

from __future__ import annotations

import json
import re

import pytest

from c7n_reflex.cli.lint import command
from c7n_reflex.errors import InputError
from tests.cli.desk import ROOT, invoke

METADATA = "    metadata: {enforcement: observe, owner: a@example.com, controls: []}\n"
HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}    filters: [{{tag:owner: absent}}]\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project's folder with policies/a.yml to be written."""
    (tmp_path / "policies").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "policies" / "a.yml"


def test_the_project_s_own_policies_are_clean(monkeypatch):
    monkeypatch.chdir(ROOT)
    done = invoke(command, "--ignore", "W4,W5,I4,I5")
    assert done.exit_code == 0
    assert re.fullmatch(r"\d+ policies in \d+ files: nothing found\n", done.output), done.output


def test_an_error_is_told_with_place_and_remedy(project):
    project.write_text(HEAD + "    actions: [stopp]\n")
    done = invoke(command)
    assert done.exit_code == 1
    assert done.output == (
        "policies/a.yml:6:15: E003 unknown-name: unknown action of aws.ec2 'stopp'\n"
        "  did you mean 'stop'?\n"
        "1 policy in 1 file: 1 error\n"
    )


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_fail_level(project, level, code):
    project.write_text(HEAD.replace("absent}", "absent}, {tag:owner: absent}"))
    assert invoke(command, "--fail-level", level).exit_code == code


def test_select_and_ignore(project):
    project.write_text(HEAD + "    actions: [stopp]\n")
    assert invoke(command, "--select", "W,E2").exit_code == 0
    assert invoke(command, "--ignore", "unknown-name").exit_code == 0
    assert invoke(command, "--select", "E0").exit_code == 1


def test_bad_input(project):
    with pytest.raises(InputError, match="no lint 'E999'"):
        invoke(command, "--select", "E999")
    with pytest.raises(InputError, match="no such file"):
        invoke(command, "nothing.yml")
    with pytest.raises(InputError, match="no policy files"):
        invoke(command)
    assert invoke(command, "--output", "xml").exit_code == 2


def test_a_file_that_is_not_yaml_is_a_problem_and_no_bad_input(project):
    project.write_text("policies: [\n")
    assert invoke(command).exit_code == 1


def test_fix_corrects_and_lints_again(project):
    project.write_text(HEAD + "    actions: [stopp]  # now\n")
    done = invoke(command, "--fix")
    assert done.exit_code == 0
    assert "1 corrected" in done.output
    assert project.read_text() == HEAD + "    actions: [stop]  # now\n"
    again = invoke(command, "--fix")
    assert "0 corrected" in again.output


def test_without_fix_nothing_is_changed(project):
    text = HEAD + "    actions: [stopp]\n"
    project.write_text(text)
    invoke(command)
    assert project.read_text() == text


def test_output_for_programs(project):
    project.write_text(HEAD + "    actions: [stopp]\n")
    assert json.loads(invoke(command, "--output", "json").output)["summary"]["error"] == 1
    assert (
        json.loads(invoke(command, "--output", "sarif").output)["runs"][0]["results"][0]["ruleId"] == "E003"
    )
    assert invoke(command, "--output", "github").output.startswith("::error file=policies/a.yml,line=6,")


def test_list():
    lines = invoke(command, "--list", "--select", "E101").output.splitlines()
    assert lines == ["E101 unknown-event: The events that a policy subscribes to exist."]


def test_help_has_examples():
    done = invoke(command, "--help")
    assert "Examples:" in done.output
    assert "Exit codes:" in done.output
