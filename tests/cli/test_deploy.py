"""`c7n-reflex deploy`: exit codes, a saved plan, an account that denies, and interruptions."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from c7n_reflex.cli import deploy
from c7n_reflex.cli.deploy import interruptible
from c7n_reflex.deploy import archive
from tests.cli.operations import FUNCTION, POLICY, REGION, Desk
from tests.deploy.entries import entry

ACCOUNT, DENIED = "data-lake-prod", "shared-tooling"
HERE = ("-a", ACCOUNT, "-r", REGION)
BOTH = (*HERE, "-a", DENIED)


@pytest.fixture
def emptied(desk: Desk) -> Iterator[Desk]:
    """The desk; what a test deploys is destroyed."""
    yield desk
    desk.organisation.delete("faults")
    desk.run("destroy", *BOTH, "--yes")


def test_what_is_deployed_again_is_unchanged(emptied: Desk) -> None:
    (made,) = emptied.json("deploy", *HERE)["outcomes"]
    assert (made["policy"], made["result"], made["reason"]) == (POLICY, "created", "")
    assert emptied.run("deploy", *HERE) == "1 unchanged\n"
    assert emptied.run("plan", *HERE).splitlines()[0] == "1 unchanged"


def test_a_saved_plan_is_applied_once_and_refused_when_the_policy_or_the_world_moved(emptied: Desk) -> None:
    emptied.run("plan", *HERE, "--out", "a.plan", code=1)
    policy = emptied.file.read_text(encoding="utf-8")
    emptied.edit(description="another")
    assert "have changed since" in emptied.run("deploy", "a.plan", code=2)
    assert emptied.functions(ACCOUNT) == []
    emptied.file.write_text(policy, encoding="utf-8")
    assert "1 created" in emptied.run("deploy", "a.plan")
    assert "have changed since" in emptied.run("deploy", "a.plan", code=2)
    emptied.run("plan", *HERE, "--out", "a.plan")
    emptied.client("events", ACCOUNT).disable_rule(Name=FUNCTION)
    assert f"{FUNCTION} in" in emptied.run("deploy", "a.plan", code=2)


def test_an_account_that_denies_fails_alone_and_is_completed_later(emptied: Desk) -> None:
    emptied.fault(DENIED, "lambda", "CreateFunction")
    shown = emptied.json("deploy", *BOTH, code=3)
    results = {each["account"]: each["result"] for each in shown["outcomes"]}
    known = emptied.organisation.directory
    assert results == {known[ACCOUNT].id: "created", known[DENIED].id: "failed"}
    emptied.organisation.delete("faults")
    again = emptied.json("deploy", *BOTH)["outcomes"]
    assert [(each["account"], each["result"]) for each in again] == [(known[DENIED].id, "created")]


def test_the_first_interruption_asks_and_the_second_ends(capsys: pytest.CaptureFixture[str]) -> None:
    was = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs us behind
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as stop:
        assert not stop.asked.is_set()
        signal.raise_signal(signal.SIGINT)
        assert stop.asked.is_set()
        assert "again to end at once" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.signal(signal.SIGINT, was) is before


def test_it_is_said_when_functions_will_start_slower(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = entry()
    assert there.wanted is not None
    there.wanted.units["configuration"]["Runtime"] = "python3.11"  # type: ignore[index]
    for compiled, said in ((True, False), (False, True)):
        common = SimpleNamespace(compiled=compiled)
        monkeypatch.setattr(archive, "common", lambda *_, common=common: common)
        deploy._warn_of_slow_starts([there])
        assert ("python3.11 is not installed here" in capsys.readouterr().err) is said
