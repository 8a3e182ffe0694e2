"""The report: complete, self-contained, escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.drill import page
from c7n_reflex.drill.notices import Told
from c7n_reflex.drill.outcome import Check, Drill, Moment, Outcome, Recorded
from c7n_reflex.errors import EnvironmentFaultError

NASTY = "<script>alert('&')</script>"
FRAMED = "<p onclick=\"x\">read <a href='//example.com'>this</a></p>"


def _told(html: str = "", identity: str = "m1", subject: str = NASTY) -> Told:
    return Told(identity, NASTY, "email", NASTY, subject, NASTY, html, 12.0)


def _drill(passed: bool = True) -> Drill:
    outcome = Outcome("id1", "name", NASTY, "text", None, "1", NASTY, "us-east-1", called=10.0, fixed=11.0)
    outcome.checks = [Check("state", "is fine", passed, NASTY)]
    outcome.outcomes = [Recorded("1", "p", NASTY, NASTY)]
    outcome.messages = ["m1"]
    outcome.timeline = [Moment(10.0, "call", NASTY), Moment(11.0, "fix", "Revoke", NASTY)]
    return Drill(
        [outcome],
        [("scenarios", 3.0)],
        accounts=1,
        unexplained=[] if passed else [NASTY],
        notices=[_told(), _told(FRAMED)],
    )


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


def test_shows_each_notice_once_and_points_to_it_from_its_scenario() -> None:
    drill = _drill()
    drill.notices = [_told(subject="of it"), _told(identity="m2", subject="of another")]
    text = page.render(drill)
    article, owners = text.split('id="notices"')
    assert 'href="#notice-1">of it' in article
    assert "of another" not in article
    assert [owners.count(f"<summary>{subject}") for subject in ("of it", "of another")] == [1, 1]


def test_html_is_shown_in_a_frame_that_may_do_nothing() -> None:
    text = page.render(_drill())
    (frame,) = [line for line in text.splitlines() if "<iframe" in line]
    assert ' sandbox="" ' in frame
    assert 'srcdoc="&lt;p onclick=&#34;x&#34;&gt;read' in frame
    assert "<p onclick" not in text
    assert "script-src 'none'" in text
    drill = _drill()
    drill.notices = [_told()]
    assert "<iframe" not in page.render(drill)


def test_says_if_nobody_was_told() -> None:
    drill = _drill()
    drill.notices = []
    assert "Nobody was told anything." in page.render(drill)
    assert "Nobody was told anything." not in page.render(_drill())
