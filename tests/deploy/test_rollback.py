"""Which version a rollback goes to, and what is written in which order."""

from __future__ import annotations

from typing import Any

import pytest

from c7n_reflex.deploy import rollback
from c7n_reflex.deploy.planning import Difference, Entry
from c7n_reflex.deploy.rollback import Aim
from c7n_reflex.deploy.units import Survey
from c7n_reflex.deploy.units.model import ROLLED_BACK
from c7n_reflex.errors import ReflexError
from tests.deploy.fake_site import denied, site

EVENTS, CONFIG = "mode=cloudtrail:version=1", "mode=config-rule:version=1"


def answers(now: str = "5", tags: dict[str, str] | None = None, mode: str = EVENTS) -> dict[str, Any]:
    """Lambda, with versions 2, 3 and 5, of which `now` is the alias's."""
    return {
        "list_functions": {"Functions": [{"FunctionName": "f"}]},
        "get_function": {"Configuration": {}, "Tags": {"custodian-info": mode, **(tags or {})}},
        "get_function_configuration": {"Version": now},
        "list_versions_by_function": {"Versions": [{"Version": each} for each in ("$LATEST", "2", "5", "3")]},
    }


@pytest.mark.parametrize(
    ("now", "aim", "version"),
    [
        ("5", Aim(), 3),
        ("3", Aim(), 2),
        ("3", Aim(version=5), 5),
        ("5", Aim(version=2), 2),
        ("2", Aim(forward=True), 5),
    ],
)
def test_the_version_before_the_asked_one_or_the_newest(now: str, aim: Aim, version: int) -> None:
    assert rollback._target(Survey(site(lambda_=answers(now)), "f"), aim) == version


@pytest.mark.parametrize(
    ("given", "aim", "problem"),
    [
        (answers("2"), Aim(), "no version before 2"),
        (answers(), Aim(version=4), "no version 4"),
        (answers(), Aim(version=5), "runs version 5 already"),
        (answers(), Aim(forward=True), "not rolled back"),
        (answers(mode=CONFIG), Aim(), "takes no alias"),
        ({**answers(), "get_function_configuration": {}}, Aim(), "not complete"),
    ],
)
def test_where_there_is_nowhere_to_go(given: dict[str, Any], aim: Aim, problem: str) -> None:
    with pytest.raises(ReflexError, match=problem):
        rollback._target(Survey(site(lambda_=given), "f"), aim)


def test_a_tag_without_a_move_can_be_ended() -> None:
    """As an interrupted `--forward` leaves it."""
    survey = Survey(site(lambda_=answers(tags={ROLLED_BACK: "5"})), "f")
    assert rollback._target(survey, Aim(forward=True)) == 5


def written(given: dict[str, Any], aim: Aim, is_: str, to: str) -> tuple[str, list[str]]:
    """Result, and the writing calls with what they wrote."""
    calls: list[tuple[str, dict[str, Any]]] = []
    there = site(calls, lambda_=given)
    change = Difference("alias", {"version": (is_, to)})
    entry = Entry("update", "p", "f", there.account, there.region, (change,), site=there)
    [outcome] = rollback.roll_back([entry], aim)
    said = ("FunctionVersion", "Tags", "TagKeys")
    wrote = [
        f"{name} {next(arguments[key] for key in said if key in arguments)}"
        for name, arguments in calls
        if name.startswith(("update", "tag", "untag"))
    ]
    return outcome.result, wrote


def test_it_is_remembered_before_the_alias_moves() -> None:
    tag, move = f"tag_resource {{'{ROLLED_BACK}': '5'}}", "update_alias 3"
    assert written(answers(), Aim(), "5", "3") == ("updated", [tag, move])


def test_going_back_twice_remembers_the_first_version() -> None:
    given = answers("3", {ROLLED_BACK: "5"})
    assert written(given, Aim(), "3", "2") == ("updated", ["update_alias 2"])


def test_a_move_that_is_denied_leaves_no_memory() -> None:
    given = {**answers(), "update_alias": denied("UpdateAlias")}
    result, wrote = written(given, Aim(), "5", "3")
    assert result == "failed"
    assert wrote[-1] == f"untag_resource ['{ROLLED_BACK}']"
    given = {**answers("3", {ROLLED_BACK: "5"}), "update_alias": denied("UpdateAlias")}
    assert written(given, Aim(), "3", "2") == ("failed", ["update_alias 2"])  # but the one of before stays


def test_forward_ends_it() -> None:
    given = answers("3", {ROLLED_BACK: "5"})
    untag = f"untag_resource ['{ROLLED_BACK}']"
    assert written(given, Aim(forward=True), "3", "5") == ("updated", ["update_alias 5", untag])
    assert written(given, Aim(forward=True), "5", "5") == ("updated", [untag])
