"""The mistakes that `custodian validate` calls valid, each found; loops are in lints/test_loop_*."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import METADATA, calling, linted, told

STOP = "    filters: [{State.Name: running}]\n    actions: [stop]\n"
HUB = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}    mode: {{type: hub-finding}}\n"
INSTANCES = "responseElements.instancesSet.items[].instanceId"
KEY = "    filters: [{type: event, key: detail.userIdentty.type, value: Root}]\n"
BOTH = "    filters: [{State.Name: running}, {State.Name: stopped}]\n"
TAGS = (
    "{source: ec2.amazonaws.com, event: CreateTags, ids: 'requestParameters.resourcesSet.items[].resourceId'}"
)

MISTAKES = {
    "misspelt event name": (
        calling(f"{{source: ec2.amazonaws.com, event: RunInstnces, ids: '{INSTANCES}'}}"),
        "E101",
    ),
    "ids copied from another API": (
        calling(f"{{source: ec2.amazonaws.com, event: CreateTags, ids: '{INSTANCES}'}}"),
        "E102",
    ),
    "mistyped event key": (calling("RunInstances", more=KEY), "E103"),
    "contradictory filters": (calling("RunInstances", more=BOTH), "E201"),
    "terminate with no filters": (calling("RunInstances", more="    actions: [terminate]\n"), "W301"),
    "ConsoleLogin and RunInstances": (calling("ConsoleLogin", "RunInstances"), "W105"),
    "CreateFunction shortcut": (calling("CreateFunction", resource="aws.lambda"), "W106"),
    "cross product": (calling(TAGS, "CreateDBInstance", resource="aws.rds"), "I107"),
    "unpatterned hub-finding": (HUB, "W108"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_is_found(name, tmp_path):
    text, lint_id = MISTAKES[name]
    assert [each for _, each in told(linted(tmp_path, text))] == [lint_id]


def test_the_same_without_a_mistake(tmp_path):
    assert told(linted(tmp_path, calling("RunInstances", more=STOP), select=("E", "W", "I"))) == []
