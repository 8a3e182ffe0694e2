import pytest

from c7n_reflex.authoring.lint.consequences import consequences
from c7n_reflex.authoring.lint.taken import is_taken, may_match
from tests.authoring.lint.fleets import on_calls, on_findings, together

EVENT = {
    "source": "aws.ec2",
    "detail": {"eventName": "StopInstances", "userIdentity": {"type": "AssumedRole"}},
}


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ({"source": ["aws.ec2"]}, True),
        ({"source": ["aws.s3"]}, False),
        ({"detail": {"eventName": [{"prefix": "Stop"}], "requestParameters": {"force": [True]}}}, True),
        ({"detail": {"eventName": [{"prefix": "Start"}], "requestParameters": {"force": [True]}}}, False),
        ({"detail": {"userIdentity": {"type": ["Root"]}}}, False),
        ({"detail": {"errorCode": [{"exists": False}]}}, True),
        ({"detail": {"errorCode": [{"exists": True}]}}, False),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"eventName": ["StopInstances"]}}]}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"eventName": ["RunInstances"]}}]}, False),
        ({"unknown": ["x"]}, True),
        ({"source": []}, False),  # refused
    ],
)
def test_what_is_not_known_is_as_the_pattern_wants(pattern, answer):
    assert may_match(pattern, EVENT) is answer


def taken(maker, taker):
    one, other = together(maker, taker).policies
    return [each.what for each in consequences(one) if is_taken(other, each)]


def test_a_call_is_taken_by_those_who_subscribe_to_it():
    stop = on_calls("stop", "RunInstances", actions="[stop]")
    assert taken(stop, on_calls("b", "StartInstances", "StopInstances")) == ["ec2:StopInstances"]
    assert taken(stop, on_calls("b", "StartInstances")) == []
    assert taken(stop, on_calls("b", "rds:StopInstances")) == []


def test_a_pattern_that_leaves_out_roles_takes_no_call_of_a_function():
    stop = on_calls("stop", "RunInstances", actions="[stop]")
    assert (
        taken(stop, on_calls("b", "StopInstances", pattern="{detail: {userIdentity: {type: [Root]}}}")) == []
    )


def test_calls_of_lambda_are_taken_by_their_versioned_names():
    tag = on_calls("tag", "RunInstances", resource="aws.lambda", actions="[{type: set-xray-tracing}]")
    assert taken(tag, on_calls("b", "lambda:UpdateFunctionConfiguration20150331v2", resource="aws.lambda"))
    assert not taken(tag, on_calls("b", "lambda:UpdateFunctionConfiguration", resource="aws.lambda"))


POST = "[{type: post-finding, types: [Effects/Data Exposure], severity_label: LOW}]"


@pytest.mark.parametrize(
    ("findings", "is_posted"),
    [
        ("{Severity: {Label: [LOW]}}", True),
        ("{Severity: {Label: [HIGH]}}", False),
        ("{Types: [Effects/Data Exposure]}", True),
        ("{ProductName: [GuardDuty]}", False),
        ("{RecordState: [ARCHIVED]}", False),
        ("{Resources: {Id: [x]}}", True),
    ],
)
def test_a_finding_is_taken_by_what_it_is_made_of(findings, is_posted):
    found = taken(on_calls("post", "RunInstances", actions=POST), on_findings("hub", findings=findings))
    assert ("securityhub:BatchImportFindings" in found) is is_posted


def test_a_finding_that_passed_is_taken_by_nobody():
    passed = POST.replace("severity_label", "compliance_status: PASSED, severity_label")
    found = taken(on_calls("post", "RunInstances", actions=passed), on_findings("hub"))
    assert found == []
