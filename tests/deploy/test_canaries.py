"""A few accounts first, and the rest if the functions there work."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from c7n_reflex.deploy import canaries
from c7n_reflex.deploy.organising import Outcome
from c7n_reflex.deploy.planning import Entry
from tests.deploy.accounts_for_tests import directory
from tests.deploy.entries import FIRST, entry

CORE = "000000000001"
ANSWERS = {"policy": "open", "version": "1"}


class Function:
    """Lambda, with one answer; `asked` are the invocations."""

    def __init__(self, said: Any, error: str = "") -> None:
        self.said, self.error, self.asked = said, error, []  # type: ignore[var-annotated]

    def invoke(self, **given: Any) -> dict[str, Any]:
        """The answer."""
        self.asked.append(given)
        failed = {"FunctionError": self.error} if self.error else {}
        return {"Payload": io.BytesIO(json.dumps(self.said).encode()), **failed}


def deployed(function: Any, result: str = "created", disabled: tuple[str, ...] = ()) -> list[Outcome]:
    """Outcomes of a canary in core and another account."""
    entries = [entry(account=CORE, client=function, disabled=disabled), entry(account=FIRST)]

    def apply(some: Sequence[Entry]) -> list[Outcome]:
        return [Outcome(each, result) for each in some]

    return canaries.deploy(entries, directory(1), "core-compliance", apply)


def test_the_rest_follows_a_canary_that_loads_its_policy() -> None:
    function = Function(ANSWERS)
    assert [each.result for each in deployed(function)] == ["created", "created"]
    (asked,) = function.asked
    assert (asked["FunctionName"], asked["Qualifier"]) == ("custodian-open", "live")
    assert json.loads(asked["Payload"]) == canaries.CHECK


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (Function({"errorMessage": "No module named x"}, "Unhandled"), "No module named x"),
        (Function(None, "Unhandled"), "it failed"),
        (Function({"policy": "other"}), "it answers"),
        (Function(True), "it answers True"),
    ],
)
def test_the_rest_does_not_follow_one_that_fails(function: Function, said: str) -> None:
    canary, rest = deployed(function)
    assert (canary.result, rest.result) == ("failed", "stopped")
    assert said in canary.reason
    assert rest.entry.account == FIRST


@pytest.mark.parametrize("result", ["failed", "stopped"])
def test_the_rest_does_not_follow_one_that_was_not_deployed(result: str) -> None:
    assert [each.result for each in deployed(Function(ANSWERS), result)] == [result, "stopped"]


def test_what_an_operator_has_stopped_is_not_invoked() -> None:
    function = Function(SimpleNamespace)
    outcomes = deployed(function, disabled=("its concurrency is 0",))
    assert [each.result for each in outcomes] == ["created", "created"]
    assert function.asked == []


def again(function: Any, disabled: tuple[str, ...] = ()) -> list[Outcome]:
    """Outcomes where the canary has been deployed by an earlier run, and the other account has not."""
    entries = [entry("unchanged", account=CORE, client=function, disabled=disabled), entry(account=FIRST)]
    return canaries.deploy(
        entries, directory(1), "core-compliance", lambda some: [Outcome(each, "created") for each in some]
    )


def test_what_failed_in_an_earlier_run_does_not_follow_in_the_next() -> None:
    canary, rest = again(Function({"errorMessage": "No module named x"}, "Unhandled"))
    assert (canary.result, rest.result) == ("failed", "stopped")
    assert "No module named x" in canary.reason


def test_nor_where_the_canary_was_rolled_back() -> None:
    function = Function(ANSWERS)
    canary, rest = again(function, disabled=("rolled back from 2 to 1",))
    assert (canary.result, rest.result) == ("failed", "stopped")
    assert "rollback --forward" in canary.reason
    assert function.asked == []


def test_one_that_works_lets_the_rest_follow_in_the_next_run() -> None:
    (rest,) = again(Function(ANSWERS))
    assert (rest.result, rest.entry.account) == ("created", FIRST)
