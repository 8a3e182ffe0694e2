"""A person at a terminal whose ledger, and whose AWS, are in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import click
import pytest
from click.testing import CliRunner, Result

from c7n_reflex.ledger import TableLedger
from c7n_reflex.operator import sessions

ROOT = Path(__file__).parents[2]
ALICE = "arn:aws:iam::111122223333:user/alice"


class Person:
    """Stands in for `operator.sessions.Operator`."""

    def __init__(self, ledger: TableLedger, session: boto3.Session) -> None:
        self._ledger, self._session = ledger, session
        self.caller = ALICE
        self.entered: list[str] = []
        self.lambdas: Any = None

    def __call__(self, directory: Any) -> Person:
        self.directory = directory
        return self

    def ledger(self) -> TableLedger:
        return self._ledger

    def undo_session(self, account: str, region: str) -> boto3.Session:
        self.entered.append(account)
        return self._session

    def lambda_client(self, account: str, region: str) -> Any:
        return self.lambdas


def sit_down(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """The person runs the commands, in the project's folder."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sessions, "Operator", person)
    return person


def invoke(command: click.Command, *arguments: str, answer: str | None = None) -> Result:
    """Run a command; `answer` is what is typed. Errors of ours are raised."""
    done = CliRunner().invoke(command, arguments, input=answer)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done
