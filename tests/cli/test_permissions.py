"""`c7n-reflex permissions`, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from c7n_reflex.cli.permissions import command
from c7n_reflex.errors import InputError
from tests.conftest import ROOT

POLICIES = ROOT / "policies" / "cloudtrail" / "internet_gateway_attached.yml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_each_role_is_shown_with_what_it_needs() -> None:
    result = run("-u", str(POLICIES), "-p", "internet-gateway-*", "--output", "json", "--explain")
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    assert data["member"]["statements"] == []
    reasons = data["lambda"]["because"]["ec2:DescribeVpcs"]
    assert reasons == ["policy internet-gateway-attached, filter attached-vpc"]


def test_reasons_are_shown_when_asked_for_only() -> None:
    chosen = ("-u", str(POLICIES), "--role", "lambda")
    assert "action detach" in run(*chosen, "--explain").output
    plain = run(*chosen).output
    assert "ec2:DetachInternetGateway" in plain
    assert "action detach" not in plain
    assert "c7n-reflex-undo" not in plain


def test_an_unknown_policy_is_an_error_with_the_nearest() -> None:
    result = run("-u", str(POLICIES), "-p", "internet-gateway-attach")
    assert isinstance(result.exception, InputError)
    assert "internet-gateway-attached" in result.exception.remedy


def test_check_is_about_everything() -> None:
    assert run("--check", "--role", "member").exit_code == 2
    assert run("--check", "--write").exit_code == 2


def test_check_fails_until_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infrastructure").mkdir()
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / POLICIES.name).write_text(POLICIES.read_text())
    missing = run("--check")
    assert missing.exit_code == 1
    assert "ec2:DetachInternetGateway" in missing.output
    assert run("--write").exit_code == 0
    assert run("--check").exit_code == 0
