"""Calls that fail because a test has ordered it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation

A, B = "200000000001", "200000000002"


class Cloud:
    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def answer(self, method: str, route: str = "faults", body: Any = None) -> tuple[int, Any]:
        content = json.dumps(body).encode() if body is not None else b""
        status, answered = self.organisation.control.answer(method, f"/_organisation/{route}", {}, content)
        return status, json.loads(answered)

    def order(self, **fault: Any) -> Any:
        status, answered = self.answer("POST", body=fault)
        assert status == 200, answered
        return answered

    def code(self, service: str, method: str, account: str = A, principal: str = "", **params: Any) -> str:
        """The error code of a call; "" if it succeeds."""
        client = self.organisation.client(service, account, "us-east-1", principal=principal)
        try:
            getattr(client, method)(**params)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""


@pytest.fixture
def cloud(inprocess: Callable[..., Organisation]) -> Cloud:
    return Cloud(inprocess("resource_policies", "cloudtrail", "faults"))


@pytest.mark.parametrize(
    ("service", "operation", "method", "code"),
    [
        ("ec2", "DescribeVpcs", "describe_vpcs", "RequestLimitExceeded"),
        ("iam", "ListUsers", "list_users", "AccessDenied"),
        ("s3", "ListBuckets", "list_buckets", "SlowDown"),
        ("dynamodb", "ListTables", "list_tables", "ThrottlingException"),
        ("lambda", "ListFunctions", "list_functions", "TooManyRequestsException"),
        ("sqs", "ListQueues", "list_queues", "AccessDenied"),
    ],
)
def test_in_every_protocol(cloud: Cloud, service: str, operation: str, method: str, code: str) -> None:
    cloud.order(service=service, operation=operation, code=code)
    assert cloud.code(service, method) == code
    cloud.answer("DELETE")
    assert cloud.code(service, method) == ""


def test_it_has_no_effect_and_is_recorded_as_a_failure(cloud: Cloud) -> None:
    cloud.order(service="sns", operation="CreateTopic", code="AuthorizationError", status=403, times=1)
    assert cloud.code("sns", "create_topic", Name="n") == "AuthorizationError"
    assert cloud.organisation.client("sns", A, "us-east-1").list_topics()["Topics"] == []
    _, body = cloud.organisation.control.answer("GET", "/_organisation/trail", {}, b"")
    (event,) = json.loads(body)
    assert event["detail"]["eventName"] == "CreateTopic"
    assert event["detail"]["errorCode"].startswith("AuthorizationError")
    assert event["detail"]["responseElements"] is None


def test_times_are_counted_and_listed(cloud: Cloud) -> None:
    cloud.order(service="ec2", operation="DescribeVpcs", code="RequestLimitExceeded", times=2)
    assert [cloud.code("ec2", "describe_vpcs") for _ in range(3)] == ["RequestLimitExceeded"] * 2 + [""]
    ((_, (fault,)),) = [cloud.answer("GET")]
    assert (fault["fired"], fault["times"], fault["operation"]) == (2, 2, "DescribeVpcs")


def test_without_times_it_lasts_until_it_is_removed(cloud: Cloud) -> None:
    cloud.order(service="ec2", operation="*", code="AccessDenied")
    assert {cloud.code("ec2", "describe_vpcs") for _ in range(4)} == {"AccessDenied"}
    assert cloud.answer("POST", "faults/clear") == (200, {"removed": 1})
    assert cloud.code("ec2", "describe_vpcs") == ""
    assert cloud.answer("GET") == (200, [])


def test_only_the_account_and_operation_that_are_named(cloud: Cloud) -> None:
    cloud.order(service="ec2", operation="DescribeVpcs", code="AccessDenied", account=A)
    assert cloud.code("ec2", "describe_vpcs", account=A) == "AccessDenied"
    assert cloud.code("ec2", "describe_vpcs", account=B) == ""
    assert cloud.code("ec2", "describe_subnets", account=A) == ""


def test_only_the_principal_that_is_named(cloud: Cloud) -> None:
    cloud.order(service="ec2", operation="DescribeVpcs", code="AccessDenied", principal=f"{A}:root")
    assert cloud.code("ec2", "describe_vpcs", account=A) == "AccessDenied"
    assert cloud.code("ec2", "describe_vpcs", account=B) == ""


def test_a_service_s_own_calls_only_if_it_is_named(cloud: Cloud) -> None:
    service = "config.amazonaws.com"
    cloud.order(service="ec2", operation="DescribeVpcs", code="AccessDenied")
    assert cloud.code("ec2", "describe_vpcs", principal=service) == ""
    cloud.order(service="ec2", operation="DescribeVpcs", code="Throttling", principal=service)
    assert cloud.code("ec2", "describe_vpcs", principal=service) == "Throttling"


def test_only_the_parameters_that_are_named(cloud: Cloud) -> None:
    cloud.order(service="sqs", operation="CreateQueue", code="AccessDenied", parameters={"QueueName": "bad"})
    assert cloud.code("sqs", "create_queue", QueueName="a-bad-one") == "AccessDenied"
    assert cloud.code("sqs", "create_queue", QueueName="good") == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"service": "ec2", "operation": "*"}, "code"),
        ({"service": "ec2", "operation": "*", "code": "x", "times": 0}, "times"),
        ({"service": "ec2", "operation": "*", "code": "x", "acount": A}, "acount"),
        ({"operation": "*", "code": "x"}, "service"),
    ],
)
def test_a_body_that_is_no_fault_is_refused(cloud: Cloud, body: dict[str, Any], reason: str) -> None:
    status, answered = cloud.answer("POST", body=body)
    assert status == 400
    assert reason in answered["error"]
    assert cloud.answer("GET") == (200, [])
