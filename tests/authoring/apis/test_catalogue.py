"""Which events there are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.apis import models
from c7n_reflex.organisation.cloudtrail.kinds import Kind

EC2, LAMBDA, S3 = "ec2.amazonaws.com", "lambda.amazonaws.com", "s3.amazonaws.com"


def test_sources_are_those_of_records():
    assert {EC2, LAMBDA, S3, "monitoring.amazonaws.com", "signin.amazonaws.com"} <= apis.sources()
    assert not {"ec2", "s3control.amazonaws.com", "elbv2.amazonaws.com"} & apis.sources()


def test_the_metadata_read_from_the_head_of_a_file_are_the_models():
    for service in ("sqs", "s3control", "docdb", "amplify"):
        assert models.metadata()[service] == dict(models.model(service).metadata)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"version": "2.0", "metadata": {"a": {"b": 1}}, "operations": {', {"a": {"b": 1}}),
        ('{"operations": {}, "metadata": {"a": "b", "c', None),
        ("", None),
    ],
)
def test_a_part_of_a_model_that_is_cut_off_is_not_guessed_at(text, found):
    assert models._object(text, "metadata") == found


def test_a_model_read_in_part_has_all_operations():
    service, model = next(models.every_model())
    assert list(model.operation_names) == list(models.model(service).operation_names)
    assert model.metadata == models.model(service).metadata


@pytest.mark.parametrize(
    ("source", "name", "operation"),
    [
        (EC2, "RunInstances", "RunInstances"),
        (LAMBDA, "CreateFunction20150331", "CreateFunction"),
        (LAMBDA, "UpdateFunctionCode20150331v2", "UpdateFunctionCode"),
        (LAMBDA, "CreateFunctionUrlConfig", "CreateFunctionUrlConfig"),
        (S3, "DeleteBucketPublicAccessBlock", "DeletePublicAccessBlock"),
        (S3, "PutAccountPublicAccessBlock", "PutPublicAccessBlock"),
        (S3, "PutBucketLifecycle", "PutBucketLifecycleConfiguration"),
    ],
)
def test_the_operation_behind_an_event(source, name, operation):
    found = apis.call(source, name)
    assert (found.source, found.name, found.operation) == (source, name, operation)
    assert name in apis.event_names(source)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (LAMBDA, "CreateFunction"),
        (S3, "DeletePublicAccessBlock"),
        (EC2, "CreateBucket"),
        ("ec2", "RunInstances"),
        ("signin.amazonaws.com", "RunInstances"),
    ],
)
def test_what_is_no_event(source, name):
    assert apis.call(source, name) is None
    assert name not in apis.event_names(source)


def test_a_sign_in_is_an_event_but_no_call():
    assert {"ConsoleLogin", "SwitchRole"} <= apis.event_names("signin.amazonaws.com")
    assert apis.call("signin.amazonaws.com", "ConsoleLogin") is None
    assert {"RotateKey", "CreateKey"} <= apis.event_names("kms.amazonaws.com")


def test_one_name_of_two_apis():
    found = apis.calls("elasticloadbalancing.amazonaws.com", "CreateLoadBalancer")
    assert {each.service for each in found} == {"elb", "elbv2"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("PutBucketPolicy", Kind.WRITE), ("GetBucketPolicy", Kind.READ), ("PutObject", Kind.DATA)],
)
def test_kinds(name, kind):
    found = apis.call(S3, name)
    assert found.kind is kind
    assert found.read_only is (kind is Kind.READ)


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        (LAMBDA, "CreateFunction20150331", "lambda:CreateFunction"),
        (S3, "DeleteBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        (S3, "PutBucketReplication", ""),
        ("monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
    ],
)
def test_iam_actions(source, name, action):
    assert apis.call(source, name).iam_action == action


@pytest.mark.parametrize(
    ("source", "name", "meant"),
    [
        (EC2, "RunInstnces", "RunInstances"),
        (EC2, "runinstances", "RunInstances"),
        (LAMBDA, "CreateFunction", "CreateFunction20150331"),
        (LAMBDA, "AddPermission20150331", "AddPermission20150331v2"),
        (S3, "PutBucketLifecycleConfiguration", "PutBucketLifecycle"),
        (EC2, "Xyzzy", ""),
        ("no.amazonaws.com", "RunInstances", ""),
    ],
)
def test_did_you_mean(source, name, meant):
    assert apis.nearest(source, name) == meant


def test_whose_event_it_is():
    assert set(apis.sources_of("CreateCluster")) >= {"ecs.amazonaws.com", "redshift.amazonaws.com"}
    assert apis.sources_of("ConsoleLogin") == ("signin.amazonaws.com",)
    assert apis.sources_of("DeleteBucketPublicAccessBlock") == (S3,)
    assert apis.sources_of("RunInstnces") == ()


@settings(max_examples=25, deadline=None)
@given(st.text())
def test_any_name_has_an_answer(name):
    assert apis.nearest(S3, name) in {"", *apis.event_names(S3)}
    assert name in apis.event_names(S3) or apis.call(S3, name) is None
