"""The table, as text."""

from __future__ import annotations

import io

from rich.console import Console

from c7n_reflex.drill import table
from c7n_reflex.drill.attack import Reaction
from c7n_reflex.drill.notices import Told
from c7n_reflex.drill.outcome import Check, Drill, Outcome, Recorded, Sighting


def _outcome(passed: bool) -> Outcome:
    outcome = Outcome(
        "i", "group-opened", "SSH [opened]", "", "p", "1", "payments", "us-east-1", 10.0, 11.04, 12.5
    )
    outcome.seen_by = [Sighting("p", "1", "ok", 10.1, 11.1), Sighting("p", "1", "ok", 10.1, 11.1)]
    outcome.actions = ["Revoke"]
    outcome.outcomes = [Recorded("1", "p", "sg-1", "fixed"), Recorded("2", "p", "sg-2", "fixed")]
    outcome.checks = [Check("state", "rule is gone", passed, "rule [still] there")]
    return outcome


def _text(drill: Drill) -> str:
    console = Console(file=io.StringIO(), width=200, no_color=True)
    table.show(drill, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_a_row_says_it_all() -> None:
    cells = table.row(_outcome(True))
    assert cells[0:4] == ["group-opened", "payments", "us-east-1", "SSH [opened]"]
    assert cells[4:] == ["p in the account", "Revoke", "fixed", "✓ 1 checks", "no", "1.0 s → 2.5 s"]


def test_a_function_that_is_called_as_the_scenario_is_not_named_again() -> None:
    outcome = _outcome(True)
    outcome.scenario = "p-second-region"
    assert table.row(outcome)[4] == "function in the account"


def test_what_did_not_happen_has_no_time() -> None:
    outcome = _outcome(True)
    outcome.fixed = outcome.noticed = None
    assert table.row(outcome)[-1] == ""
    outcome.fixed = 11.0
    assert table.row(outcome)[-1] == "1.0 s → -"


def test_where_nothing_is_recorded_the_function_has_the_last_word() -> None:
    outcome = _outcome(True)
    outcome.seen_by = [Sighting("p", "1", "error", 10.1, 11.1, "over-limit")] * 3
    assert table.row(outcome)[6] == "fixed"
    outcome.outcomes = []
    assert table.row(outcome)[6] == "over-limit"
    outcome.parked = 1
    assert table.row(outcome)[6] == "over-limit, parked"
    outcome.seen_by, outcome.parked = [], 0
    assert table.row(outcome)[6] == ""


def test_an_alarm_is_told_from_a_notice() -> None:
    outcome = _outcome(True)
    outcome.alarmed = ["security@example.com"]
    assert table.row(outcome)[8] == "no; alarm to security@example.com"
    outcome.owners_told = ["owner@example.com"]
    assert table.row(outcome)[8] == "owner@example.com"


def test_long_names_are_broken_at_hyphens_and_nothing_is_lost() -> None:
    outcome = _outcome(True)
    outcome.scenario = "bucket-public-access-block-removed"
    outcome.actions = ["PutBucketPublicAccessBlockAgain"]
    words = _text(Drill([outcome])).split()
    assert {"bucket-public-access-", "block-removed", "PutBucketPublicAccess", "BlockAgain"} <= set(words)


def test_failures_are_explained_below_the_table() -> None:
    text = _text(Drill([_outcome(False)], unexplained=["somewhere: [1] -> [2]"]))
    assert "found: rule [still] there" in text
    assert "0 of 1 as expected" in text
    assert "somewhere: [1] -> [2]" in text
    assert "found:" not in _text(Drill([_outcome(True)]))


def test_what_owners_were_told_follows_the_table() -> None:
    drill = Drill([_outcome(True)])
    assert "(0 messages)" in _text(drill)
    drill.notices = [Told("m", "owner@example.com", "email", "payments", "a subject", "the text", "", 1.0)]
    text = _text(drill)
    assert text.index("group-opened") < text.index("a subject") < text.index("1 of 1 as expected")
    assert "the text" not in text
    console = Console(file=io.StringIO(), width=200, no_color=True)
    table.show(drill, console, full=True)
    assert "the text" in console.file.getvalue()  # type: ignore[attr-defined]


def test_reactions_name_functions_and_silence() -> None:
    console = Console(file=io.StringIO(), width=180, no_color=True)
    heard = Reaction("A", "9", "1", "one", "us-east-1", (("custodian-p", "1", "error", "Boom"),))
    table.show_reactions([heard, Reaction("B", "9", "1", "one", "us-east-1", ())], console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "custodian-p (1)" in text
    assert "error Boom" in text
    assert "nobody reacts" in text
    assert "2 events, 1 of them started a function" in text
