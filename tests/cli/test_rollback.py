"""`c7n-reflex rollback`: the version before runs, until other code comes; and where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from c7n_reflex.deploy.canaries import CHECK
from tests.cli.operations import FUNCTION, POLICY, REGION, SECOND, Desk

ACCOUNT = "identity-prod"
HERE = ("-a", ACCOUNT)
BACK = ("rollback", "-p", POLICY, *HERE)


@pytest.fixture
def twice(desk: Desk) -> Iterator[Desk]:
    """Deployed in both regions, and in the first one a second version with other filters."""
    desk.run("deploy", *HERE)
    desk.edit(filters=[])
    desk.run("deploy", *HERE, "-r", REGION)
    yield desk
    desk.organisation.delete("faults")
    desk.run("destroy", *HERE, "--yes")


def runs(desk: Desk) -> str:
    """The version that the alias starts."""
    live = desk.client("lambda", ACCOUNT).get_alias(FunctionName=FUNCTION, Name="live")
    return str(live["FunctionVersion"])


def invoked(desk: Desk) -> str:
    """The version that ran, when the alias was started."""
    payload = json.dumps(CHECK).encode()
    desk.client("lambda", ACCOUNT).invoke(FunctionName=FUNCTION, Qualifier="live", Payload=payload)
    account = desk.organisation.directory[ACCOUNT].id
    found = desk.organisation.get("invocations", account=account, function=FUNCTION)
    return str(found[-1]["function_arn"].rpartition(":")[2])


def test_the_code_of_before_runs_until_the_rollback_ends(twice: Desk) -> None:
    assert invoked(twice) == "2"
    output = twice.run(*BACK, "-r", REGION, "--yes")
    assert "alias.version: 2 -> 1" in output
    assert "1 moved" in output
    assert invoked(twice) == "1"
    assert "1 unchanged" in twice.run("deploy", *HERE, "-r", REGION)  # the same code does not end it
    assert runs(twice) == "1"
    assert "rolled back from 2" in twice.run("status", *HERE, "-r", REGION, code=1)
    assert "alias.version: 1 -> 2" in twice.run(*BACK, "-r", REGION, "--forward", "--yes")
    assert runs(twice) == "2"
    twice.run("status", *HERE, "-r", REGION)
    assert "is not rolled back" in twice.run(*BACK, "-r", REGION, "--forward", "--yes", code=3)


def test_new_code_ends_it(twice: Desk) -> None:
    twice.run(*BACK, "-r", REGION, "--yes")
    twice.edit(filters=[{"tag:x": "absent"}])
    assert "1 updated" in twice.run("deploy", *HERE, "-r", REGION)
    assert runs(twice) == "3"
    twice.run("status", *HERE, "-r", REGION)


def test_a_region_without_an_older_version_fails_alone(twice: Desk) -> None:
    shown = twice.json(*BACK, "--yes", code=3)
    found = {each["region"]: (each["result"], each["from"], each["to"]) for each in shown["outcomes"]}
    assert found == {REGION: ("updated", "2", "1"), SECOND: ("failed", None, None)}
    assert "no version before 1" in next(each["reason"] for each in shown["outcomes"] if each["reason"])
    assert runs(twice) == "1"


def test_nothing_moves_unless_it_is_agreed_or_without_the_right(twice: Desk) -> None:
    here = (*BACK, "-r", REGION)
    assert "Nothing was changed" in twice.run(*here, code=1, said="n\n")
    assert "nobody answered" in twice.run(*here, code=2)
    assert "add --yes" in twice.run(*here, "--output", "json", code=2)
    assert "there are 1, 2" in twice.run(*here, "--to", "7", "--yes", code=3)
    twice.fault(ACCOUNT, "lambda", "UpdateAlias")
    assert "AccessDenied" in twice.run(*here, "--yes", code=3)
    twice.organisation.delete("faults")
    assert runs(twice) == "2"
    twice.run("status", *here[3:])  # no tag is left that says otherwise
    assert "did you mean" in twice.run("rollback", "-p", "internet-gateway", *HERE, "--yes", code=2)


def test_bad_input_is_refused(desk: Desk) -> None:
    assert "exclude each other" in desk.run(*BACK, "--to", "1", "--forward", code=2)
    desk.run("rollback", *HERE, code=2)
    desk.run(*BACK, "--to", "0", code=2)
    assert "did you mean 'identity-prod'" in desk.run("rollback", "-p", POLICY, "-a", "identity", code=2)
