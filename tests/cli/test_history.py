"""`c7n-reflex history`: what is shown, and bad input."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.cli.history import command
from c7n_reflex.errors import InputError
from c7n_reflex.ledger import Result
from c7n_reflex.pipeline.outcome import Outcome
from tests.cli.desk import Person, invoke, sit_down
from tests.ledger.conftest import atomic, ledger, s3, session, table  # noqa: F401 - fixtures
from tests.ledger.examples import ENTRY, KEY, RECORD

OLD, NEW = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def _entries(ledger, session, monkeypatch):  # noqa: F811
    sit_down(Person(ledger, session), monkeypatch)
    changed = RECORD.with_changes(outcome=Result.CHANGED, after={"attachments": []})
    ledger.open(
        "occasion",
        [
            ENTRY.with_changes(
                id=NEW, started="2026-01-02T00:00:00Z", account="200000000002", resource="sg-[1]"
            ),
            ENTRY.with_changes(id=OLD, outcome=Outcome.FIXED, actions={KEY: changed}),
        ],
    )


def ids(*arguments):
    done = invoke(command, *arguments, "--output", "json")
    assert done.exit_code == 0
    return [each["id"] for each in json.loads(done.stdout)]


def test_all_newest_last_in_a_table():
    lines = invoke(command).stdout.splitlines()
    assert lines[0].split() == ["id", "time", "policy", "account", "region", "resource", "outcome", "by"]
    assert [line.split()[0] for line in lines[1:]] == [OLD, NEW]
    assert lines[1].split()[1:] == [
        *("2026-01-01T00:00:00Z", "policy", "payments-prod", "us-east-1", "igw-1", "fixed", "user/mallory")
    ]
    assert "sg-[1]" in lines[2]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ((), [OLD, NEW]),
        (("--account", "payments-prod"), [OLD]),
        (("--account", "200000000002"), [NEW]),
        (("--resource", "igw-*"), [OLD]),
        (("--outcome", "fixed"), [OLD]),
        (("--since", "2026-01-02"), [NEW]),
        (("--policy", "policy"), [OLD, NEW]),
        (("--policy", "no-such"), []),
        (("--account", "web-shop-dev"), []),
    ],
)
def test_what_is_asked_for(arguments, found):
    assert ids(*arguments) == found


def test_nothing_found_is_no_error():
    done = invoke(command, "--policy", "no-such")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "No remediation" in done.stderr


def test_one_with_all_that_is_known():
    shown = invoke(command, OLD).stdout
    assert "action    detach: changed" in shown
    assert '- attachments[]: "vpc-1"' in shown
    data = json.loads(invoke(command, OLD, "--output", "json").stdout)
    assert data["actions"][KEY]["after"] == {"attachments": []}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--account", "payments-prd"), "did you mean 'payments-prod'"),
        (("--outcome", "fixd"), "did you mean 'fixed'"),
        (("--since", "yesterday"), "no time"),
        (("0" * 32,), "no remediation"),
        (("-c", "none.yml"), "no such file"),
    ],
)
def test_bad_input_is_refused(arguments, problem):
    with pytest.raises(InputError, match=problem):
        invoke(command, *arguments)


def test_an_id_and_a_selection_exclude_each_other():
    done = invoke(command, OLD, "--outcome", "fixed")
    assert (done.exit_code, "leave the options" in done.output) == (2, True)
