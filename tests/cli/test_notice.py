"""`c7n-reflex notice preview`, as an author runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.client
import pytest
from click.testing import CliRunner, Result

from c7n_reflex.cli.notice import CHANNELS, command
from c7n_reflex.errors import EnvironmentFaultError, InputError
from tests.authoring.test_noticed import ANSWERS, GROUP, event
from tests.conftest import ROOT

POLICY = "security-group-open-to-world"


@pytest.fixture(autouse=True)
def no_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, name: str, parameters: Any) -> None:
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refuse)
    monkeypatch.chdir(ROOT)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Options with an event, resources and answers."""
    contents = {"event": {**event(), "account": "200000000001"}, "resources": [GROUP], "answers": ANSWERS}
    contents["event"]["detail"]["recipientAccountId"] = "200000000001"
    contents["event"]["detail"]["userIdentity"]["accountId"] = "200000000001"
    made = []
    for name, content in contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        made += [f"--{name}", str(tmp_path / f"{name}.json")]
    return made


def preview(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["preview", *map(str, arguments)], catch_exceptions=False)


def test_the_owner_of_the_events_account_would_read_it(files: list[str]) -> None:
    result = preview(POLICY, *files)
    assert result.exit_code == 0
    assert result.stdout.startswith("payments-prod: A security group rule open to the internet was revoked\n")
    assert "Hello Priya Raman," in result.stdout
    assert "It was put right. We looked again: it is gone." in result.stdout
    assert '  - permissions[]: {"FromPort": 22' in result.stdout
    assert result.stderr == ""


def test_another_end_on_another_channel(files: list[str]) -> None:
    shown = json.loads(preview(POLICY, *files, "--outcome", "failed", "--channel", "slack").stdout)
    assert shown["blocks"][0]["text"]["text"].startswith("Failed: payments-prod")
    data = json.loads(preview(POLICY, *files, "--channel", "json").stdout)
    assert (data["outcome"], data["account"]) == ("fixed", "200000000001")
    assert len(preview(POLICY, *files, "--channel", "short").stdout.strip()) <= 140


def test_files_are_written_for_all_channels(files: list[str], tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    result = preview(POLICY, *files, "--channel", "all", "--output-dir", out)
    assert len(result.stdout.splitlines()) == len(CHANNELS) == len(list(out.iterdir()))
    assert (out / "notice.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "attachments" in json.loads((out / "notice.teams.json").read_text(encoding="utf-8"))


def test_all_channels_are_told_apart(files: list[str]) -> None:
    shown = preview(POLICY, *files, "--channel", "all").stdout
    assert [line for line in shown.splitlines() if line.startswith("====")] == [
        f"==== {each} ====" for each in CHANNELS
    ]


def test_many_become_a_digest(files: list[str], tmp_path: Path) -> None:
    [*_] = files
    many = [json.loads(Path(files[1]).read_text(encoding="utf-8"))] * 6
    several = tmp_path / "several.json"
    several.write_text(json.dumps(many), encoding="utf-8")
    shown = preview(POLICY, "--event", several, *files[2:]).stdout
    assert shown.startswith("payments-prod: 6 resources were changed")


def test_what_is_not_known_is_said_on_stderr(files: list[str]) -> None:
    result = preview(POLICY, *files[:4])
    assert result.exit_code == 0
    assert "what revoke-open-ingress would find and change" in result.stderr


def test_tickets_are_never_a_digest(files: list[str], tmp_path: Path) -> None:
    several = tmp_path / "several.json"
    several.write_text(json.dumps([json.loads(Path(files[1]).read_text(encoding="utf-8"))] * 6))
    shown = preview(POLICY, "--event", several, *files[2:], "--channel", "ticket").stdout
    assert shown.count("payments-prod: A security group rule open to the internet was revoked\n") == 6
    out = tmp_path / "out"
    preview(POLICY, "--event", several, *files[2:], "--channel", "ticket", "--output-dir", out)
    assert sorted(each.name for each in out.iterdir()) == [f"notice-{n}.ticket.txt" for n in range(1, 7)]


def test_an_owner_who_would_not_be_told_is_said_on_stderr(files: list[str], tmp_path: Path) -> None:
    text = (ROOT / "policies/cloudtrail/security_group_open_to_world.yml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yml"
    file.write_text(
        text.replace("- type: notify-owner", "- type: notify-owner\n        to: [sec@example.com]")
    )
    result = preview(file, *files)
    assert result.stderr == "The owner of payments-prod would not be told: sec@example.com would be.\n"
    assert result.exit_code == 0


def test_a_folder_without_the_mailers_code_is_bad_input(files: list[str], tmp_path: Path) -> None:
    config = tmp_path / "empty" / "config.yml"
    config.parent.mkdir()
    config.write_text((ROOT / "mailer/config.yml").read_text(encoding="utf-8"))
    with pytest.raises(InputError, match="the mailer's code is not in"):
        preview(POLICY, *files, "--mailer-config", config)


def test_bad_input_is_refused(files: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'security-group-open-to-world'"):
        preview("security-group-open-to-wrld", *files)
    with pytest.raises(InputError, match="no event is given"):
        preview(POLICY)
    with pytest.raises(InputError, match="nobody would be told"):
        preview("internet-gateway-attached", *files)
    with pytest.raises(InputError, match="has 2 policies"):
        preview(_two(tmp_path), *files)
    assert preview(POLICY, *files, "--channel", "pigeon").exit_code == 2


def _two(folder: Path) -> Path:
    file = folder / "two.yml"
    names = ("one", "two")
    file.write_text(json.dumps({"policies": [{"name": each, "resource": "aws.s3"} for each in names]}))
    return file


def test_a_template_that_is_missing_is_bad_input(files: list[str], tmp_path: Path) -> None:
    text = (ROOT / "policies/cloudtrail/security_group_open_to_world.yml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yml"
    file.write_text(text.replace("- type: notify-owner", "- type: notify-owner\n        template: missing"))
    with pytest.raises(InputError, match="no template 'missing'"):
        preview(file, *files)


def test_a_folder_that_cannot_be_written_to(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFaultError, match="cannot write"):
        preview(POLICY, *files, "--output-dir", tmp_path / "file")


def test_help_has_examples() -> None:
    shown = CliRunner().invoke(command, ["preview", "--help"]).output
    assert "Examples:" in shown
    assert "Exit codes:" in shown
