"""`c7n-reflex mailer deploy`: what is printed, and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from c7n_reflex.cli.mailer import command
from c7n_reflex.deploy import mailer
from c7n_reflex.errors import InputError

ROOT = Path(__file__).parents[2]
OUTCOME = {
    "function": "c7n-reflex-mailer",
    "account": "111122223333",
    "region": "us-east-1",
    "result": "created",
    "queue": "c7n-reflex-notices",
    "queue_result": "unchanged",
    "archive_bytes": 2048,
}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(mailer, "apply", lambda *_: OUTCOME)


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(command, ["deploy", *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_what_was_done_is_shown() -> None:
    assert run().output.splitlines() == [
        "function c7n-reflex-mailer in 111122223333, us-east-1: created",
        "queue c7n-reflex-notices: unchanged",
        "archive: 2 KB",
    ]


def test_json() -> None:
    assert json.loads(run("--json").output) == OUTCOME


@pytest.mark.parametrize(
    ("option", "long", "problem"),
    [("-c", "--config", "no such file"), ("--mailer-config", "--mailer-config", "cannot be read")],
)
def test_bad_input_is_refused(option: str, long: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        run(option, "none.yml")
    assert raised.value.remedy == f"name it with {long}"


def test_an_unknown_option_exits_2() -> None:
    assert run("--no-such-option").exit_code == 2
