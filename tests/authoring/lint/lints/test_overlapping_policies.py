import pytest

from c7n_reflex.authoring.lint.lints.overlapping_policies import OverlappingPolicies
from tests.authoring.lint.fleets import on_calls, on_findings, together, told, told_of_snippet

LINT = OverlappingPolicies()
DEV = '"tag:env": dev'


def test_the_snippets(tmp_path):
    assert told_of_snippet(LINT, "avoid", tmp_path / "avoid")
    assert told_of_snippet(LINT, "prefer", tmp_path / "prefer") == []


def test_stop_and_start():
    stop = on_calls("a", "RunInstances", "StopInstances", actions="[stop]", filters=DEV)
    start = on_calls("b", "RunInstances", actions="[start]", filters=DEV)
    assert told(LINT, together(stop, start)) == [
        ("b", ("actions", 0), "a makes State.Name stopped of the same resource on the same event")
    ]


@pytest.mark.parametrize(
    ("action", "conflict"),
    [
        ("remove-tag, tags: [tier]", True),
        ("tag, key: tier, value: gold", True),
        ("tag, key: tier, value: cheap", False),
        ("tag, key: other, value: gold", False),
        ("remove-tag, tags: [other]", False),
        ("stop", False),
    ],
)
def test_tags(action, conflict):
    one = on_calls("a", "RunInstances", actions="[{type: tag, key: tier, value: cheap}]")
    other = on_calls("b", "RunInstances", actions=f"[{{type: {action}}}]", filters=DEV)
    assert bool(told(LINT, together(one, other))) is conflict


@pytest.mark.parametrize(
    "other",
    [
        on_calls("b", "StopInstances", actions="[start]", filters=DEV),
        on_calls("b", "RunInstances", actions="[start]", filters='"tag:env": prod'),
        on_calls("b", "RunInstances", actions="[start]", filters=DEV, pattern="{account: ['1']}"),
        on_findings("b", actions="[start]"),
        "  - {name: b, resource: aws.ec2, actions: [start]}\n",
    ],
    ids=["other call", "other filters", "other pattern", "other mode", "sweep"],
)
def test_only_what_is_certain(other):
    stop = on_calls("a", "RunInstances", actions="[stop]", filters=DEV)
    assert told(LINT, together(stop, other)) == []


def test_on_the_same_findings():
    assert told(LINT, together(on_findings("a", actions="[stop]"), on_findings("b", actions="[start]")))
    narrow = on_findings("b", actions="[start]", findings="{ProductName: [GuardDuty]}")
    assert told(LINT, together(on_findings("a", actions="[stop]"), narrow)) == []
