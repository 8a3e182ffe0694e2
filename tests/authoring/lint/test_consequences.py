import pytest

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.lint import consequences as lint_consequences
from c7n_reflex.authoring.lint.consequences import (
    acting_role,
    call_names,
    consequences,
    is_known,
    own_roles,
    source_of,
)
from tests.authoring.lint.fleets import on_calls, policy, together


def calls_of(text):
    return [
        (each.event["detail"]["eventSource"], each.event["detail"]["eventName"])
        for each in consequences(policy(text))
        if not each.is_finding
    ]


def test_an_action_makes_the_calls_of_its_permissions():
    assert calls_of("resource: aws.ec2\nactions: [stop]") == [("ec2.amazonaws.com", "StopInstances")]


def test_what_the_action_is_told_counts():
    (_, more) = calls_of("resource: aws.ec2\nactions: [{type: stop, force: true}]")
    assert more == ("ec2.amazonaws.com", "ModifyInstanceAttribute")


def test_reads_and_notices_are_no_consequences():
    (call,) = calls_of("resource: aws.internet-gateway\nactions: [detach]")
    assert call == ("ec2.amazonaws.com", "DetachInternetGateway")
    assert (
        calls_of("resource: aws.ec2\nactions: [{type: notify, to: [x], transport: {type: sns, topic: x}}]")
        == []
    )


def test_a_wildcard_says_nothing_but_deleting_a_bucket_is_known():
    assert calls_of("resource: aws.s3\nactions: [delete]") == [("s3.amazonaws.com", "DeleteBucket")]


def test_a_posted_finding_is_a_consequence_and_so_is_the_tag_that_names_it():
    text = """\
resource: aws.ec2
actions:
  - {type: post-finding, types: [Software and Configuration Checks/x/y], severity_label: HIGH}
"""
    posted, *calls = sorted(consequences(policy(text)), key=lambda each: not each.is_finding)
    (finding,) = posted.event["detail"]["findings"]
    assert (finding["Severity"], finding["GeneratorId"]) == ({"Label": "HIGH"}, "example")
    assert "ec2:CreateTags" in [each.what for each in calls]


@pytest.mark.parametrize(
    ("permission", "names"),
    [
        ("lambda:UpdateFunctionConfiguration", ("UpdateFunctionConfiguration20150331v2",)),
        ("s3:PutEncryptionConfiguration", ("PutBucketEncryption", "DeleteBucketEncryption")),
        ("s3:PutBucketPolicy", ("PutBucketPolicy",)),
        ("ec2:DescribeInstances", ()),
        ("iam:PassRole", ()),
    ],
)
def test_cloudtrail_s_names_of_what_an_iam_action_permits(permission, names):
    assert call_names(permission) == names


def test_cloudtrail_s_sources_where_they_are_not_iam_s_prefix():
    assert source_of("cloudwatch:PutMetricAlarm") == "monitoring.amazonaws.com"
    assert source_of("ec2:StopInstances") == "ec2.amazonaws.com"


def test_the_names_of_the_table_are_events():
    for permission, names in lint_consequences._CALLS.items():
        assert set(names) <= apis.event_names(source_of(permission)), permission


@pytest.mark.parametrize(
    ("text", "known"), [("ec2:StopInstances", True), ("s3:*", False), ("lambda:*", False)]
)
def test_wildcards_are_not_known(text, known):
    assert is_known(text) is known


def test_roles_that_act_and_whose_calls_are_left_alone():
    plain, other, event = together(
        on_calls("plain", "StopInstances"),
        on_calls("other", "StopInstances", role="path/mine"),
        on_calls("event", role="mine", mode="event", pattern="{source: [aws.ec2]}"),
    ).policies
    assert [acting_role(each) for each in (plain, other, event)] == ["c7n-reflex-lambda", "mine", "mine"]
    assert "mine" in own_roles(other)
    assert "mine" in own_roles(event)
    assert "mine" not in own_roles(plain)
    assert acting_role(plain) in own_roles(other)
