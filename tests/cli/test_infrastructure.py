"""`c7n-reflex infrastructure apply`: exit codes and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from c7n_reflex.cli.infrastructure import command
from c7n_reflex.deploy import infrastructure
from c7n_reflex.deploy.infrastructure import Outcome
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
