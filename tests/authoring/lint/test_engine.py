"""One mistake does not hide another: files, policies and stages are linted on their own."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.lint import engine
from c7n_reflex.authoring.lint.base import Fix, Lint, Problem
from c7n_reflex.errors import InputError, ReflexError
from tests.authoring.lint.writing import METADATA, linted, only, told

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}"
STOP = "    actions: [stop]\n"


def test_a_file_that_is_not_yaml_does_not_hide_the_others(tmp_path):
    report = linted(tmp_path, "policies: [\n", HEAD + STOP)
    assert [(problem.file.name, problem.lint_id) for problem in report.problems] == [
        ("0.yml", "E001"),
        ("1.yml", "W301"),
    ]
    assert (report.files, report.policies) == (2, 1)


def test_a_policy_that_is_refused_does_not_hide_the_others(tmp_path):
    second = (HEAD + STOP).removeprefix("policies:\n").replace("one", "two")
    third = "  - 3\n"
    report = linted(tmp_path, HEAD + "    actions: [stopp, startt]\n" + second + third)
    assert told(report) == [(5, "E003"), (5, "E003"), (9, "W301"), (10, "E002")]
    assert [problem.policy for problem in report.problems] == ["one", "one", "two", ""]


@pytest.mark.parametrize(
    ("text", "line"),
    [("policy: []\n", 1), ("- 1\n", 1), ("# nothing\n", 1), ("policies: []\nother: 1\n", 2)],
)
def test_what_is_no_policy_file(tmp_path, text, line):
    assert told(linted(tmp_path, text)) == [(line, "E002")]


@pytest.mark.parametrize("mode", ["pull", "null", "[pull]", "{type: [pull]}"])
def test_a_mode_that_is_no_mapping_is_told_and_nothing_fails(tmp_path, mode):
    report = linted(tmp_path, HEAD + f"    mode: {mode}\n")
    assert {problem.lint_id for problem in report.problems} <= {"E002", "E003", "E004"}


def test_places(tmp_path):
    problem = only(linted(tmp_path, HEAD + STOP))
    assert (problem.span.line, problem.span.column, problem.span.end_column) == (5, 15, 19)
    assert (problem.policy, problem.index) == ("one", 0)


def test_a_name_in_two_files(tmp_path):
    problem = only(linted(tmp_path, HEAD, HEAD))
    assert (problem.file.name, problem.span.line, problem.lint_id) == ("1.yml", 2, "E006")
    assert "0.yml:2" in problem.remedy


def test_a_lint_that_explains_a_refusal_takes_its_place(tmp_path):
    long = HEAD.replace("one", "o" * 60) + "    mode: {type: cloudtrail, events: [RunInstances]}\n"
    assert told(linted(tmp_path, long)) == [(2, "E601")]
    assert told(linted(tmp_path, long, select=("E0",))) == [(2, "E005")]


def test_only_the_chosen_lints_are_told(tmp_path):
    assert told(linted(tmp_path, "policies: [\n", HEAD + STOP, select=("E2",))) == []


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        engine.lint([tmp_path / "nothing"])


class Failing(Lint):
    id, name = "E199", "failing"

    def check(self, policy, fleet):
        raise KeyError("x")
        yield


class Fleetwide(Lint):
    id, name = "E499", "fleetwide"

    def check_fleet(self, fleet):
        for policy in fleet.policies:
            yield Problem(("resource",), "seen", policy=policy, fix=Fix(("resource",), "aws.ebs"))


def test_a_lint_that_fails_says_which_and_on_what(tmp_path):
    (tmp_path / "0.yml").write_text(HEAD)
    with pytest.raises(ReflexError, match="E199 failing failed on policy one: KeyError"):
        engine.lint([tmp_path], [Failing()])


def test_a_lint_of_all_policies_places_its_problems_in_theirs(tmp_path):
    for number, name in enumerate(("one", "two")):
        (tmp_path / f"{number}.yml").write_text(HEAD.replace("one", name))
    problems = engine.lint([tmp_path], [Fleetwide()]).problems
    assert [(each.file.name, each.span.line, each.policy) for each in problems] == [
        ("0.yml", 3, "one"),
        ("1.yml", 3, "two"),
    ]
    assert all(problem.edit and problem.edit.old == "aws.ec2" for problem in problems)
