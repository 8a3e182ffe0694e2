"""Camel case, lists, times and secrets, for any operation of any service."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c7n_reflex.organisation.calls import Result
from c7n_reflex.organisation.cloudtrail import parameters, secrets
from c7n_reflex.organisation.cloudtrail.rendering import (
    Style,
    epoch_milliseconds,
    iso,
    lower_first,
    month_first,
    plain_key,
    plain_list,
    structure,
)
from tests.organisation.cloudtrail.models import TIME, call, service_model

_SERVICES = [
    *("autoscaling", "cloudformation", "dynamodb", "ec2", "ecs", "elb", "events", "guardduty", "iam"),
    *("lambda", "rds", "route53", "s3", "secretsmanager", "securityhub", "sns", "ssm", "wafv2"),
]
_CLEAR, _SECRET = "clear text", "top secret"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DBInstanceIdentifier", "dBInstanceIdentifier"),
        ("UserName", "userName"),
        ("ARN", "arn"),
        ("AWSAccountId", "aWSAccountId"),
        ("already", "already"),
        ("", ""),
    ],
)
def test_lower_first(name: str, expected: str) -> None:
    assert lower_first(name) == expected


@given(st.text(st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"])))
def test_lower_first_changes_the_case_of_the_first_letter_only(name: str) -> None:
    lowered = lower_first(name)
    assert lowered.lower() == name.lower()
    assert lower_first(lowered) == lowered
    assert lowered[1:] == name[1:] or name.isupper()


@given(st.datetimes(min_value=dt.datetime(1971, 1, 1), timezones=st.timezones()))
def test_times_are_utc(time: dt.datetime) -> None:
    utc = time.astimezone(dt.UTC)
    assert dt.datetime.strptime(month_first(time), "%b %d, %Y %I:%M:%S %p") == utc.replace(
        tzinfo=None, microsecond=0
    )
    assert iso(time).endswith("Z")
    assert abs(epoch_milliseconds(time) - utc.timestamp() * 1000) <= 1


def test_month_first() -> None:
    assert month_first(TIME) == "Nov 24, 2026 3:04:05 PM"
    assert month_first(TIME.replace(hour=0, day=1)) == "Nov 1, 2026 12:04:05 AM"


def _value(shape: Shape, secret: bool, depth: int) -> st.SearchStrategy[Any]:
    """Values of a shape; texts say whether the model calls them secret."""
    secret = secret or bool(shape.metadata.get("sensitive"))
    if isinstance(shape, StructureShape):
        if depth <= 0:
            return st.just({})
        members = {
            name: _value(member, secret, depth - 1)
            for name, member in shape.members.items()
            if name not in ("Bucket", "DryRun")
        }
        return st.fixed_dictionaries({}, optional=members)
    if isinstance(shape, ListShape):
        return st.lists(_value(shape.member, secret, depth - 1), max_size=2)
    if isinstance(shape, MapShape):
        return st.dictionaries(st.just("Kept As It Is"), _value(shape.value, secret, depth - 1), max_size=1)
    return _scalar(shape, secret)


def _scalar(shape: Shape, secret: bool) -> st.SearchStrategy[Any]:
    return {
        "boolean": st.booleans(),
        "timestamp": st.just(TIME),
        "blob": st.just(_SECRET.encode()),
        "integer": st.integers(0, 9),
        "long": st.integers(0, 9),
        "float": st.just(1.5),
        "double": st.just(1.5),
    }.get(shape.type_name, st.just(_SECRET if secret else _CLEAR))


@st.composite
def _calls(draw: st.DrawFn) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    service = draw(st.sampled_from(_SERVICES))
    model = service_model(service)
    name = draw(st.sampled_from(model.operation_names))
    operation = model.operation_model(name)
    request = draw(_value(operation.input_shape, False, 3)) if operation.input_shape else {}
    answer = draw(_value(operation.output_shape, False, 3)) if operation.output_shape else {}
    return service, name, request, answer


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(_calls())
def test_any_call_is_rendered_as_json_without_its_secrets(made: tuple[str, str, Any, Any]) -> None:
    service, name, request, answer = made
    one = call(service, name, request)
    text = json.dumps(
        [parameters.request_parameters(one), parameters.response_elements(one, Result(200, answer))]
    )
    # S3 shows which key encrypts a bucket; its operations on buckets have no other secrets.
    assert service == "s3" or _SECRET not in text


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(_calls())
def test_names_of_members_begin_in_lower_case(made: tuple[str, str, Any, Any]) -> None:
    service, name, request, _ = made
    if service in ("ec2", "s3", "securityhub"):
        return
    keys = (parameters.request_parameters(call(service, name, request)) or {}).keys()
    assert all(not key[:1].isupper() for key in keys)


def test_secret_elements_of_a_list_are_masked_or_left_out() -> None:
    shape = service_model("sns").operation_model("ListPhoneNumbersOptedOut").output_shape
    assert shape is not None
    value = {"phoneNumbers": ["+1555"], "nextToken": "t"}
    masked = structure(value, shape, Style("sns", plain_key, plain_list))
    assert masked == {"phoneNumbers": [secrets.HIDDEN], "nextToken": "t"}
    left_out = structure(value, shape, Style("lambda", plain_key, plain_list))
    assert left_out == {"phoneNumbers": [], "nextToken": "t"}


def test_raw_bytes_are_left_out_also_of_lists_and_maps() -> None:
    shape = service_model("dynamodb").operation_model("PutItem").input_shape
    assert shape is not None
    item = {"a": {"B": b"x"}, "b": {"BS": [b"x"]}, "c": {"S": "s"}}
    rendered = structure({"Item": item}, shape, Style("dynamodb", plain_key, plain_list))
    assert rendered == {"item": {"a": {}, "b": {"bs": []}, "c": {"s": "s"}}}


def test_map_keys_stay_as_they_are() -> None:
    made = call("sqs", "SetQueueAttributes", {"QueueUrl": "u", "Attributes": {"VisibilityTimeout": "3"}})
    assert parameters.request_parameters(made) == {"queueUrl": "u", "attributes": {"VisibilityTimeout": "3"}}


def test_security_hub_keeps_capitals() -> None:
    made = call("securityhub", "DeleteInsight", {"InsightArn": "arn"})
    assert parameters.request_parameters(made) == {"InsightArn": "arn"}


def test_rds_answers_are_unwrapped_and_those_of_others_are_not() -> None:
    database = Result(200, {"DBInstance": {"DBInstanceIdentifier": "db"}})
    assert parameters.response_elements(call("rds", "CreateDBInstance"), database) == {
        "dBInstanceIdentifier": "db"
    }
    user = Result(200, {"User": {"UserName": "ada", "CreateDate": TIME}})
    assert parameters.response_elements(call("iam", "CreateUser"), user) == {
        "user": {"userName": "ada", "createDate": "Nov 24, 2026 3:04:05 PM"}
    }


def test_decoded_policy_documents_are_encoded_again() -> None:
    role = Result(200, {"Role": {"AssumeRolePolicyDocument": {"Version": "2012-10-17"}}})
    elements = parameters.response_elements(call("iam", "CreateRole"), role)
    assert elements == {"role": {"assumeRolePolicyDocument": "%7B%22Version%22%3A%20%222012-10-17%22%7D"}}


def test_too_large_content_is_omitted_and_what_just_fits_is_not() -> None:
    large = parameters.request_parameters(call("sns", "CreateTopic", {"Name": "x" * 102_400}))
    assert large == {"omitted": True, "originalSize": 102_412, "reason": "requestParameters too large"}
    fits = parameters.request_parameters(call("sns", "CreateTopic", {"Name": "x" * 102_388}))
    assert fits == {"name": "x" * 102_388}


@pytest.mark.parametrize(
    ("service", "operation", "member", "secret"),
    [
        ("rds", "CreateDBInstance", "MasterUserPassword", True),
        ("rds", "CreateDBInstance", "MasterUsername", False),
        ("rds", "CreateDBInstance", "ManageMasterUserPassword", False),
        ("secretsmanager", "CreateSecret", "SecretString", True),
        ("secretsmanager", "DeleteSecret", "SecretId", False),
        ("ssm", "PutParameter", "Value", True),
        ("iam", "CreateLoginProfile", "Password", True),
        ("iam", "CreateLoginProfile", "PasswordResetRequired", False),
        ("ec2", "RunInstances", "UserData", True),
        ("autoscaling", "CreateLaunchConfiguration", "UserData", True),
        ("elasticache", "CreateReplicationGroup", "AuthToken", True),
    ],
)
def test_secrets(service: str, operation: str, member: str, secret: bool) -> None:
    shape = service_model(service).operation_model(operation).input_shape
    assert shape is not None
    assert secrets.is_secret(service, member, shape.members[member]) is secret
