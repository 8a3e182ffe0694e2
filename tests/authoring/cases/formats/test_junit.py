"""JUnit XML."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from c7n_reflex.authoring.cases.formats import junit
from c7n_reflex.authoring.cases.model import CaseResult


def test_verdicts_are_failures_errors_and_skips(results: list[CaseResult]) -> None:
    root = ET.fromstring(junit.render(results))
    (suite,) = root
    for counted in (root, suite):
        assert {key: counted.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": "4",
            "failures": "1",
            "errors": "1",
            "skipped": "1",
        }
    assert suite.get("name", "").endswith("cases.yml")
    passes, fails, unknown, skipped = suite
    assert (passes.get("classname"), passes.get("name"), passes.get("line")) == ("stop-swept", "passes", "3")
    assert [len(each) for each in suite] == [0, 1, 1, 1]
    assert (fails.get("name"), fails[0].tag, fails[0].get("message")) == (
        "fails: 100%, <b>",
        "failure",
        "outcome: expected acted, actual no-match",
    )
    assert "State.Name eq running does not hold" in (fails[0].text or "")
    assert (unknown[0].tag, skipped[0].tag, skipped[0].get("message")) == (
        "error",
        "skipped",
        "waits,\nfor: 12",
    )


def test_what_xml_cannot_hold_is_replaced(results: list[CaseResult]) -> None:
    odd = replace(results[0], case=replace(results[0].case, name="bell \x07 and \ud800"))
    assert ET.fromstring(junit.render([odd]))[0][0].get("name") == "bell � and �"
