"""Results for programs."""

from __future__ import annotations

import json

from c7n_reflex.authoring.cases.formats import json_
from c7n_reflex.authoring.cases.model import CaseResult


def test_every_case_is_there_with_what_it_did(results: list[CaseResult]) -> None:
    found = json.loads(json_.render(results, {"coverage": {"percent": 1}}))
    assert found["summary"] == {"pass": 1, "fail": 1, "unknown": 1, "skip": 1}
    assert found["coverage"] == {"percent": 1}
    passes, fails, unknown, skipped = found["cases"]
    assert (passes["policy"], passes["name"], passes["line"], passes["verdict"]) == (
        "stop-swept",
        "passes",
        3,
        "pass",
    )
    assert passes["actual"]["actions"] == ["stop"]
    assert passes["why"] == passes["differences"] == []
    assert fails["differences"][0] == {"key": "outcome", "expected": "acted", "actual": "no-match", "line": 6}
    assert any("State.Name" in line for line in fails["why"])
    assert unknown["actual"]["outcome"] == "unknown"
    assert skipped["skip"] == "waits,\nfor: 12"
    assert "actual" not in skipped
