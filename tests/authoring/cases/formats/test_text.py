"""Results for people."""

from __future__ import annotations

import re

from c7n_reflex.authoring.cases.formats import text
from c7n_reflex.authoring.cases.model import CaseResult


def _plain(said: str) -> str:
    """Without folders."""
    return re.sub(r"\S*/(?=\w+\.yml)", "", said)


def test_a_failure_shows_what_was_expected_what_was_found_and_why(results: list[CaseResult]) -> None:
    assert _plain(text.render(results[1:2])) == (
        "FAIL stop-swept::fails: 100%, <b>\n"
        "  cases.yml:6 expect.outcome\n"
        "    expected  acted\n"
        "    actual    no-match\n"
        "  cases.yml:6 expect.matched\n"
        "    expected  i-1\n"
        "    actual    nothing\n"
        "  it ended as no-match at decide: The resource does not match the policy's filters.\n"
        "  i-1 does not match by\n"
        "    stop.yml:26 filters[0] State.Name eq running does not hold; found stopped (value mismatch)"
    )


def test_what_passed_is_shown_only_if_asked_for(results: list[CaseResult]) -> None:
    assert "passes" not in text.render(results)
    verbose = text.render(results, verbose=True)
    assert "PASS stop-swept::passes" in verbose
    assert "stop of i-1" in verbose  # the trace


def test_what_is_unknown_and_what_was_skipped_say_why(results: list[CaseResult]) -> None:
    said = _plain(text.render(results[2:]))
    assert "UNKNOWN stop-swept::unknown\n  cases.yml:7\n  it is UNKNOWN at " in said
    assert "SKIP stop-swept::skipped: waits,\nfor: 12" in said


def test_the_summary_counts_verdicts_and_policies(results: list[CaseResult]) -> None:
    assert text.summary(results, 0.123) == "1 passed, 1 failed, 1 unknown, 1 skipped, 1 policy, in 0.12 s"
    assert text.summary(results[:1], 1) == "1 passed, 1 policy, in 1.00 s"
