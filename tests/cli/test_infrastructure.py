"""`c7n-reflex infrastructure`: exit codes and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from c7n_reflex.cli.infrastructure import command
from c7n_reflex.deploy import infrastructure, infrastructure_removal
from c7n_reflex.deploy.infrastructure import Outcome
from c7n_reflex.deploy.stack_changes import Change
from c7n_reflex.errors import InputError

ROOT = Path(__file__).parents[2]
CREATED = Outcome("core-compliance", "111122223333", "us-east-1", "c7n-reflex-core", "created")
FAILED = Outcome("payments-prod", "200000000001", "us-east-1", "c7n-reflex-account", "failed", "[denied]")


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(infrastructure, "organization_id", lambda *_: "")


def run(*arguments: str, outcomes: tuple[Outcome, ...] = (CREATED,)) -> tuple[int, str]:
    infrastructure_apply = infrastructure.apply
    infrastructure.apply = lambda *_: list(outcomes)  # type: ignore[assignment]
    try:
        done = CliRunner().invoke(command, ["apply", *arguments])
    finally:
        infrastructure.apply = infrastructure_apply
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_what_was_created_is_shown() -> None:
    code, output = run()
    assert code == 0
    assert "c7n-reflex-core" in output
    assert output.rstrip().endswith("1 created")


def test_a_failure_is_named_and_exits_3() -> None:
    code, output = run(outcomes=(CREATED, FAILED))
    assert code == 3
    assert "payments-prod us-east-1 c7n-reflex-account: [denied]" in output
    assert "1 created, 1 failed" in output


def test_json() -> None:
    code, output = run("--json", outcomes=(FAILED,))
    assert code == 3
    assert json.loads(output)[0]["reason"] == "[denied]"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("-a", "payments-pord"), "payments-prod"),
        (("-c", "none.yml"), "no such file"),
        (("--templates", "docs"), "--templates"),
        (("--policies", "none"), "no such folder"),
    ],
)
def test_bad_input_is_refused_before_anything_is_done(arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        run(*arguments)


def invoke(*arguments: str, answer: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(command, arguments, input=answer)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


CHANGED = Change(
    "update",
    added=("New",),
    changed=("Queue",),
    removed=("Old",),
    missing=("Topic",),
    parameters={"A": ("", "1")},
    template=True,
)


@pytest.mark.parametrize(
    ("change", "code", "shown"),
    [
        (Change("unchanged"), 0, ("3 unchanged",)),
        (Change("drifted", missing=("Topic",)), 1, ("! Topic was deleted by hand", "3 drifted")),
        (
            *(Change("drifted", edited=("Role: trust policy",), unread=("Bus: policies: AccessDenied",)), 1),
            ("! Role: trust policy was changed by hand", "? Bus: policies: AccessDenied not compared"),
        ),
        (CHANGED, 1, ("+ New", "~ Queue", "- Old", "! Topic", "~ parameter A: (empty) -> 1")),
        (Change("failed", reason="denied"), 3, ("denied", "3 failed")),
    ],
)
def test_plan(change: Change, code: int, shown: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def changes(_: object, planned: list[list[object]], *__: object) -> list[tuple[object, Change]]:
        return [(item, change) for mine in planned for item in mine]

    monkeypatch.setattr(infrastructure, "changes", changes)
    found, output = invoke("plan", "-a", "payments-prod")
    assert found == code
    assert [text for text in shown if text not in output] == []
    found, output = invoke("plan", "-a", "payments-prod", "--output", "json")
    assert (found, json.loads(output)[0]["kind"]) == (code, change.kind)


class TestDestroy:
    @pytest.fixture(autouse=True)
    def removed(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        calls: list[str] = []

        def remove(*_: object) -> list[Outcome]:
            calls.append("remove")
            return [CREATED]

        monkeypatch.setattr(infrastructure_removal, "refuse_if_used", lambda *_: None)
        monkeypatch.setattr(infrastructure_removal, "remove", remove)
        return calls

    @pytest.mark.parametrize(("answer", "code", "calls"), [("y\n", 0, ["remove"]), ("n\n", 1, [])])
    def test_asks(self, answer: str, code: int, calls: list[str], removed: list[str]) -> None:
        found, output = invoke("destroy", "-a", "payments-prod", answer=answer)
        assert (found, removed) == (code, calls)
        assert "Delete 3 stacks in 1 accounts?" in output

    def test_with_json_nobody_is_asked(self, removed: list[str]) -> None:
        with pytest.raises(InputError, match="--yes"):
            invoke("destroy", "--output", "json")
        assert not removed
        assert invoke("destroy", "--output", "json", "--yes")[0] == 0


def test_export_writes_complete_templates(tmp_path: Path) -> None:
    code, output = invoke("export", "--out", str(tmp_path / "new"))
    assert code == 0
    written = {path.name for path in (tmp_path / "new").iterdir()}
    assert written == {"core.yml", "account.yml", "region.yml", "PARAMETERS.md"}
    assert str(tmp_path / "new" / "region.yml") in output
    assert "c7n-reflex-forward-s3" in (tmp_path / "new" / "region.yml").read_text()
    assert "| `CoreAccountId` | required |" in (tmp_path / "new" / "PARAMETERS.md").read_text()


def test_export_to_what_is_no_folder_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        invoke("export", "--out", str(tmp_path / "file"))
