"""What has to go with a missing resource, and when that is refused."""

from __future__ import annotations

import json

import pytest

from c7n_reflex.deploy import stack_mending, stacks
from c7n_reflex.errors import ReflexError

QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {}}
TEMPLATE = {
    "Resources": {
        "Dead": QUEUE,
        "Notices": {"Type": "AWS::SQS::Queue", "Properties": {"R": {"Fn::GetAtt": ["Dead", "Arn"]}}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"N": {"Fn::Sub": "${Notices.Arn}/${AWS::Region}"}}},
        "Rule": {"Type": "AWS::Events::Rule", "DependsOn": ["Role"]},
        "Alone": {"Type": "AWS::IAM::Role"},
    }
}


@pytest.mark.parametrize(
    ("missing", "found"),
    [
        ("Dead", {"Dead", "Notices", "Role", "Rule"}),
        ("Role", {"Role", "Rule"}),
        ("Alone", {"Alone"}),
        ("NotInTheTemplate", set()),
    ],
)
def test_what_refers_to_the_missing_goes_with_it(missing: str, found: set[str]) -> None:
    assert stack_mending.affected(TEMPLATE, [missing]) == found


def test_refused_where_a_queue_would_lose_its_messages() -> None:
    stack = stacks.Stack("s", json.dumps(TEMPLATE), {})
    with pytest.raises(ReflexError, match="Dead was deleted by hand, and Notices refers to it"):
        stack_mending.mend(None, stack, ["Dead"])  # before any call
