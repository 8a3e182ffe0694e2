"""A failure says where the case parted from what was expected, and shows the policy's line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.parting import path_key, why
from tests.authoring.cases.conftest import POLICIES

One = Callable[..., CaseResult]


def _line(text: str) -> int:
    return next(number for number, line in enumerate(POLICIES.splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("case", "at", "said"),
    [
        (
            "event: {sample: 'ec2:StopInstances'}\nresources: [RUNNING]\nexpect: {outcome: acted}",
            "events:",
            ["not-subscribed at route", 'detail.eventName is "StopInstances"', '"StartInstances"'],
        ),
        (
            "event: {sample: 'ec2:StartInstances', patch: {detail.requestParameters: {}}}\n"
            "resources: [RUNNING]\nexpect: {outcome: acted}",
            "ids:",
            ["nothing-named at locate", "requestParameters.instancesSet.items[].instanceId"],
        ),
        (
            "event: EVENT\nresources: [{InstanceId: i-2}]\nexpect: {outcome: acted}",
            "",
            ["gone at resolve", "the event names i-1", "none of `resources`"],
        ),
        (
            "event: EVENT\nresources: [{InstanceId: i-1, State: {Name: stopped}}]\nexpect: {outcome: acted}",
            "State.Name",
            [
                "no-match at decide",
                "filters[0] State.Name eq running does not hold",
                "found stopped",
                "mismatch",
            ],
        ),
        (
            "event: EVENT\nresources: [{InstanceId: i-1, State: {Name: running}, InstanceType: t3.micro}]\n"
            "expect: {outcome: acted}",
            "tag:env",
            ["no-match at decide", "filters[1].or[0] tag:env eq dev does not hold", "field absent"],
        ),
        (
            "event: EVENT\nresources: [RUNNING]\nexpect: {outcome: no-match, denied: {leaf: 'filters[0]'}}",
            "State.Name",
            [
                "acted at act",
                "i-1 matches all filters",
                "filters[0] State.Name eq running holds; found running",
            ],
        ),
        (
            "event: EVENT\nresources: [RUNNING]\nexpect: {actions: []}",
            "- stop",
            ["actions[0] stop of i-1"],
        ),
        (
            "event: EVENT\nresources: [RUNNING]\nexemptions: [{resource: i-1}]\nexpect: {outcome: acted}",
            "",
            ["exempt at decide"],
        ),
        (
            "event: EVENT\nexpect: {outcome: acted}",
            "",
            ["UNKNOWN at resolve", "give i-1", "give `resources`"],
        ),
    ],
)
def test_the_stage_and_what_decided_there_are_shown(one: One, case: str, at: str, said: list[str]) -> None:
    result = one(case)
    assert not result.ok
    text = "\n".join(why(result))
    for each in said:
        assert each in text
    if at:
        assert f"stop.yml:{_line(at)} " in text


def test_of_a_filter_that_asks_aws_it_is_said_what_is_missing(shipped: list, bound_to: Callable) -> None:
    result = bound_to(
        shipped,
        """\
        policy: internet-gateway-attached
        tests:
          - name: a
            event: {sample: "ec2:AttachInternetGateway"}
            resources:
              - InternetGatewayId: igw-0c0ffee0c0ffee001
                Attachments: [{VpcId: vpc-0123456789abcdef0}]
            answers: {"ec2:DescribeVpc": {Vpcs: []}}
            expect: {outcome: acted}
        """,
    )
    text = "\n".join(why(result))
    assert "ec2:DescribeVpcs" in text
    assert "cases.yml:8); what is given is ec2:DescribeVpc" in text


def test_of_a_filter_that_raises_it_is_said_what(shipped: list, bound_to: Callable) -> None:
    result = bound_to(
        shipped,
        """\
        policy: internet-gateway-attached
        tests:
          - name: a
            event: {sample: "ec2:AttachInternetGateway"}
            resources:
              - InternetGatewayId: igw-0c0ffee0c0ffee001
                Attachments: [{VpcId: vpc-0123456789abcdef0}]
            answers: {"ec2:DescribeVpcs": {Vpc: []}}
            expect: {outcome: acted}
        """,
    )
    text = "\n".join(why(result))
    assert "undecided at decide" in text
    assert "filters[0] attached-vpc" in text
    assert "(raises KeyError: 'Vpcs')" in text
    assert "filters[1]" not in text  # it does not keep the gateway from matching


def test_what_a_sweeps_filters_raise_is_an_end(one: One) -> None:
    result = one("resources: [{State: {Name: running}}]\nexpect: {outcome: acted}", policy="stop-swept")
    assert "undecided at decide" in why(result)[0]
    assert "KeyError: 'InstanceId'" in why(result)[0]


def test_what_a_policy_raises_is_shown_with_what_to_do(one: One, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("InstanceId")

    monkeypatch.setattr("c7n_reflex.authoring.tracing.trace", fail)
    result = one("resources: [{State: {Name: running}}]\nexpect: {outcome: acted}", policy="stop-swept")
    first, second = why(result)
    assert first.startswith("the policy raised KeyError: 'InstanceId' (")
    assert "`resources`" in second


def test_a_path_is_a_key_of_the_policy() -> None:
    assert path_key("filters[0]") == ("filters", 0)
    assert path_key("filters[10].not[2].or[1]") == ("filters", 10, "not", 2, "or", 1)
