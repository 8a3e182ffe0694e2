"""`c7n-reflex new`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from c7n_reflex.cli.new import command
from c7n_reflex.errors import InputError

GROUP = ("--event", "ec2:AuthorizeSecurityGroupIngress", "--resource", "aws.security-group")


def run(root, *arguments: str):
    return CliRunner().invoke(command, [*arguments, "--dir", str(root)])


def files(root) -> set[str]:
    return {str(each.relative_to(root)) for each in root.rglob("*") if each.is_file()}


def test_a_policy_and_then_a_case(tmp_path):
    done = run(tmp_path, "policy", "opened", *GROUP)
    assert done.exit_code == 0, done.exception
    assert files(tmp_path) == {"policies/cloudtrail/opened.yml", "tests/policies/cloudtrail/opened.yml"}
    assert f"wrote {tmp_path / 'policies/cloudtrail/opened.yml'}" in done.output

    done = run(tmp_path, "case", "opened", "--name", "another", "--event", GROUP[1])
    assert done.exit_code == 0, done.exception
    assert "- name: another" in done.output
    assert "observed at decide" in done.output
    assert f"changed {tmp_path / 'tests/policies/cloudtrail/opened.yml'}" in done.output
    assert "- name: another" in (tmp_path / "tests/policies/cloudtrail/opened.yml").read_text()


def test_nothing_is_overwritten(tmp_path):
    run(tmp_path, "policy", "opened", *GROUP)
    (tmp_path / "policies/cloudtrail/opened.yml").unlink()
    before = files(tmp_path)
    with pytest.raises(InputError, match="is there already"):
        raise run(tmp_path, "policy", "opened", *GROUP).exception
    with pytest.raises(InputError, match="is there already"):
        raise run(tmp_path, "policy", "opened", *GROUP, "--dry-run").exception
    assert files(tmp_path) == before


def test_a_dry_run_shows_the_files_and_writes_none(tmp_path):
    done = run(tmp_path, "policy", "opened", *GROUP, "--sweep", "--dry-run")
    assert done.output.count("would write") == 4
    assert "twin: opened" in done.output
    assert files(tmp_path) == set()


def test_a_dry_run_shows_what_would_be_added(tmp_path):
    init = tmp_path / "custom_actions/__init__.py"
    init.parent.mkdir()
    init.write_text("ACTIONS: dict[str, dict[str, str]] = {\n}\nUNTOUCHED = 1\n")
    done = run(tmp_path, "action", "mend", "--resource", "security-group", "--dry-run")
    assert done.exit_code == 0, done.exception
    assert "class Mend(Remediation):" in done.output
    assert f"would change {init}" in done.output
    assert '"aws.security-group": {"mend"' in done.output
    assert "UNTOUCHED" not in done.output
    assert files(tmp_path) == {"custom_actions/__init__.py"}
    assert "mend" not in init.read_text()


def test_an_unknown_policy_is_named_with_the_nearest(tmp_path):
    run(tmp_path, "policy", "opened", *GROUP)
    with pytest.raises(InputError, match="did you mean 'opened'"):
        raise run(tmp_path, "case", "openned", "--name", "a", "--event", GROUP[1]).exception


@pytest.mark.parametrize("arguments", [(), ("policy",), ("action",), ("case",)])
def test_help_has_examples(tmp_path, arguments):
    assert "Examples:" in CliRunner().invoke(command, [*arguments, "--help"]).output
