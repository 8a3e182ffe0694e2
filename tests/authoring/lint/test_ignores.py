"""A comment silences what it names at its place, with a reason; one that is of no use is told."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import METADATA, linted, only, told

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}"
STOP = HEAD + "    actions:\n      - stop\n"


def test_unsilenced_it_is_told(tmp_path):
    assert told(linted(tmp_path, STOP)) == [(6, "W301")]


@pytest.mark.parametrize(
    "text",
    [
        STOP.replace("- stop", "- stop  # reflex: ignore W301 -- a sandbox"),
        STOP.replace("- stop", "- stop  #reflex:ignore W301--a sandbox"),
        STOP.replace("- stop", "- stop  # reflex: ignore destructive-without-filter -- a sandbox"),
        STOP.replace("- stop", "- stop  # reflex: ignore E2, W3 -- a sandbox", 1).replace("E2, ", ""),
        STOP.replace(
            "      - stop", "      # reflex: ignore W301 -- a sandbox\n      # really\n      - stop"
        ),
        STOP.replace("name: one", "name: one  # reflex: ignore W301 -- a sandbox"),
        STOP.replace("  - name", "  # reflex: ignore W301 -- a sandbox\n  - name"),
    ],
)
def test_silenced(tmp_path, text):
    assert told(linted(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# reflex: ignore W301", "no reason"),
        ("# reflex: ignore W301 --", "no reason"),
        ("# reflex: ignore W301 --  ", "no reason"),
        ("# reflex: ignore E399 -- because", "no lint 'E399'"),
        ("# reflex: ignore -- because", "no lint ''"),
    ],
)
def test_a_comment_that_does_not_count_silences_nothing(tmp_path, comment, message):
    report = linted(tmp_path, STOP.replace("- stop", f"- stop  {comment}"))
    assert {lint_id for _, lint_id in told(report)} == {"W301", "E007"}
    assert any(message in problem.message for problem in report.problems)


def test_a_comment_elsewhere_silences_nothing_and_is_useless(tmp_path):
    report = linted(tmp_path, STOP.replace("aws.ec2", "aws.ec2  # reflex: ignore W301 -- a sandbox"))
    assert told(report) == [(3, "I008"), (6, "W301")]


def test_it_is_not_useless_where_its_lint_has_not_run(tmp_path):
    text = HEAD.replace("aws.ec2", "aws.ec2  # reflex: ignore W301 -- a sandbox")
    assert told(linted(tmp_path, text, select=("I008", "E2"))) == []
    assert only(linted(tmp_path, text)).lint_id == "I008"


def test_what_looks_like_a_comment_in_a_text_is_none(tmp_path):
    text = HEAD + "    description: |\n      # reflex: ignore W301\n    comment: 'a # reflex: ignore W301'\n"
    assert told(linted(tmp_path, text)) == []


def test_another_policy_is_not_silenced(tmp_path):
    silenced = STOP.replace("name: one", "name: one  # reflex: ignore W301 -- a sandbox")
    second = STOP.removeprefix("policies:\n").replace("one", "two")
    assert told(linted(tmp_path, silenced + second)) == [(11, "W301")]
