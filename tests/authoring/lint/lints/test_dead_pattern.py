"""Patterns that match nothing are told, whoever wrote the part that is wrong."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import METADATA, calling, linted, only

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}    mode:\n"


def check(tmp_path, text):
    return linted(tmp_path, text, select=("dead-pattern",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (calling("RunInstances", more="      pattern: {account: [1234]}\n"), "account"),
        (
            HEAD + "      type: guard-duty\n      pattern: {detail: {severity: [{numeric: ['>', 11]}]}}\n",
            "severity",
        ),
        (
            HEAD + "      type: hub-finding\n      pattern: {detail: {findings: {RecordState: [active]}}}\n",
            "RecordState",
        ),
        (calling("RunInstances", more="      pattern: {account: 111122223333}\n"), "EventBridge refuses it"),
    ],
)
def test_told(tmp_path, text, said):
    problem = only(check(tmp_path, text))
    assert said in problem.message
    assert problem.span.column == 7


@pytest.mark.parametrize(
    "text",
    [
        calling("RunInstances"),
        calling("ConsoleLogin"),
        HEAD + "      type: guard-duty\n      pattern: {detail: {severity: [{numeric: ['>', 7]}]}}\n",
        HEAD + "      type: hub-finding\n      pattern: {detail: {findings: {RecordState: [ARCHIVED]}}}\n",
        HEAD
        + "      type: event\n      ids: detail.x\n      pattern: {source: [our.own], detail-type: [x]}\n",
    ],
)
def test_left_alone(tmp_path, text):
    assert check(tmp_path, text).problems == ()
