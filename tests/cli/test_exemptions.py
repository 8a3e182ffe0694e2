"""`c7n-reflex exemptions`: the list, its exit codes, and telling owners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from c7n_reflex.cli import exemptions
from c7n_reflex.errors import InputError, ReflexError
from mailer.handler import decode

ROOT = Path(__file__).parents[2]
ONE = """
  - policy: {policy}
    account: {account}
    resource: press-kit
    until: {until}
    owner: ann@example.com
    reason: The press kit.
"""


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(exemptions, "_today", lambda: date(2026, 11, 24))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One that ends in a week, one that has ended, one of all accounts that ends in a year."""
    texts = [
        ONE.format(policy="bucket-policy-public", account="payments-prod", until="2026-12-01"),
        ONE.format(policy="bucket-*", account="payments-dev", until="2026-11-23"),
        ONE.format(policy="internet-gateway-attached", account='"*"', until="2027-11-24"),
    ]
    path = tmp_path / "exemptions.yml"
    path.write_text("exemptions:" + "".join(texts), encoding="utf-8")
    return path


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(exemptions.command, list(arguments))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_an_expired_one_is_listed_marked_and_exits_1(file: Path) -> None:
    done = run("--exemptions", str(file))
    assert done.exit_code == 1
    assert "3 exemptions, 1 of them expired" in done.output
    [line] = [line for line in done.output.splitlines() if "payments-dev" in line]
    assert "expired" in line
    [line] = [line for line in done.output.splitlines() if "payments-prod" in line]
    assert line.split() == [
        *("bucket-policy-public", "payments-prod", "*", "press-kit", "2026-12-01", "7", "ann@example.com")
    ]


def test_without_an_expired_one_it_exits_0(tmp_path: Path) -> None:
    path = tmp_path / "exemptions.yml"
    one = ONE.format(policy="bucket-*", account="payments-dev", until="2026-11-24")
    path.write_text("exemptions:" + one, encoding="utf-8")
    done = run("--exemptions", str(path))
    assert done.exit_code == 0
    assert "1 exemptions" in done.output


def test_json(file: Path) -> None:
    done = run("--exemptions", str(file), "--output", "json")
    rows = json.loads(done.output)
    assert [(row["account"], row["days_left"], row["expired"]) for row in rows] == [
        ("200000000001", 7, False),
        ("200000000002", -1, True),
        ("*", 365, False),
    ]
    assert rows[0]["account_name"] == "payments-prod"
    assert rows[0]["reason"] == "The press kit."


@pytest.mark.parametrize(("days", "count"), [("6", 1), ("7", 2), ("365", 3)])
def test_only_those_that_end_soon(days: str, count: int, file: Path) -> None:
    done = run("--exemptions", str(file), "--expiring", days, "--output", "json")
    assert len(json.loads(done.output)) == count


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("-c", "none.yml"), "no such file"),
        (("--exemptions", "none.yml"), "cannot be read"),
        (("--policies", "none"), "no such file"),
    ],
)
def test_bad_input_is_refused(arguments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        run(*arguments)


def test_a_negative_number_of_days_exits_2() -> None:
    assert run("--expiring", "-1").exit_code == 2


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """core-compliance's notices queue, in moto; the caller is in another account."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        role = "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole"
        given = boto3.client("sts", "us-east-1").assume_role(RoleArn=role, RoleSessionName="test")[
            "Credentials"
        ]
        resource = boto3.resource(
            "sqs",
            region_name="us-east-1",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        yield resource.create_queue(QueueName="c7n-reflex-notices")


def test_owners_are_told_of_what_ends_soon(file: Path, queue: Any) -> None:
    done = run("--exemptions", str(file), "--tell-owners")
    assert done.exit_code == 0
    assert "to the owner of payments-prod" in done.output
    assert "1 notices sent" in done.output
    [message] = queue.receive_messages(MaxNumberOfMessages=10)
    assert decode(message.body)["account_id"] == "200000000001"


def test_and_of_nothing_else(file: Path, queue: Any) -> None:
    done = run("--exemptions", str(file), "--tell-owners", "--days", "6", "--output", "json")
    assert json.loads(done.output) == []
    assert not queue.receive_messages(MaxNumberOfMessages=10)


def test_a_missing_queue_is_a_failure(file: Path, queue: Any) -> None:
    queue.delete()
    with pytest.raises(ReflexError, match="notices queue") as raised:
        run("--exemptions", str(file), "--tell-owners")
    assert raised.value.exit_code == 3
