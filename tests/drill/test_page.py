"""The report: complete, self-contained, escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.drill import page
from c7n_reflex.drill.outcome import Check, Drill, Moment, Outcome, Recorded
from c7n_reflex.errors import EnvironmentFaultError

NASTY = "<script>alert('&')</script>"


def _drill(passed: bool = True) -> Drill:
    outcome = Outcome("id1", "name", NASTY, "text", None, "1", NASTY, "us-east-1", called=10.0, fixed=11.0)
    outcome.checks = [Check("state", "is fine", passed, NASTY)]
    outcome.outcomes = [Recorded("1", "p", NASTY, NASTY)]
    outcome.timeline = [Moment(10.0, "call", NASTY), Moment(11.0, "fix", "Revoke", NASTY)]
    return Drill([outcome], [("scenarios", 3.0)], accounts=1, unexplained=[] if passed else [NASTY])


@pytest.mark.parametrize("passed", [True, False])
def test_escapes_everything(passed: bool) -> None:
    text = page.render(_drill(passed))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_loads_nothing_from_elsewhere() -> None:
    text = page.render(_drill())
    assert not [sign for sign in ("http:", "https:", "src=", "<link", "@import", "url(") if sign in text]


def test_says_whether_it_passed() -> None:
    assert "Drill: passed" in page.render(_drill())
    failed = page.render(_drill(passed=False))
    assert "Drill: failed" in failed
    assert "no scenario allows it" in failed


def test_an_unwritable_file_is_found_before_the_drill(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFaultError):
        page.check_writable(tmp_path / "missing" / "drill.html")
    page.check_writable(tmp_path / "drill.html")
