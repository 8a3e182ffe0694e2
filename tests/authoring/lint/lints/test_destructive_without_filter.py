"""What destroys must be narrowed, in whatever way; what does not destroy need not."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import METADATA, linted, only

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}"
SWEEP = ""
CALL = "    mode: {type: cloudtrail, events: [RunInstances]}\n"


def check(tmp_path, text):
    return linted(tmp_path, HEAD + text, select=("destructive-without-filter",))


@pytest.mark.parametrize("mode", [SWEEP, CALL])
@pytest.mark.parametrize("action", ["terminate", "stop", "{type: terminate, force: true}", "quarantine"])
def test_told(tmp_path, mode, action):
    assert "every aws.ec2" in only(check(tmp_path, f"{mode}    actions: [{action}]\n")).message


@pytest.mark.parametrize(
    "text",
    [
        "    actions: [{type: remove-tag, tags: [x]}]\n",
        "    actions: [{type: tag, tag: x, value: x}]\n",
        "    filters: [{tag:owner: absent}]\n    actions: [terminate]\n",
        "    query: [{instance-state-name: running}]\n    actions: [stop]\n",
        "    mode: {type: hub-action}\n    actions: [stop]\n",
        CALL
        + "    filters: [{type: event, key: detail.userIdentity.type, value: Root}]\n    actions: [stop]\n",
    ],
)
def test_left_alone(tmp_path, text):
    assert check(tmp_path, text).problems == ()
