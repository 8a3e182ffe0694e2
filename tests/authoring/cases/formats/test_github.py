"""Annotations of pull requests."""

from __future__ import annotations

from c7n_reflex.authoring.cases.formats import github
from c7n_reflex.authoring.cases.model import CaseResult


def test_what_did_not_pass_is_a_line_at_the_expectation(results: list[CaseResult]) -> None:
    fails, unknown, skipped = github.render(results).split("\n")
    assert fails.startswith("::error file=")
    assert "cases.yml,line=6,title=stop-swept%3A%3Afails%3A 100%25%2C <b>::" in fails
    assert "expect.outcome%0A  expected  acted%0A  actual    no-match%0A" in fails
    assert "cases.yml,line=7," in unknown
    assert skipped.startswith("::notice file=")
    assert skipped.endswith("::skipped: waits,%0Afor: 12")


def test_nothing_is_said_where_all_passed(results: list[CaseResult]) -> None:
    assert github.render(results[:1]) == ""
