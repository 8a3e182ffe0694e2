"""The gateway: whose call it is, what handlers see of it, and how errors reach each protocol's client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.calls import AbandonedError, ApiError, Call, Result
from c7n_reflex.organisation.organisation import Organisation

A, B = "200000000001", "200000000002"
Build = Callable[..., Organisation]


def test_accounts_and_regions_are_separate(inprocess: Build) -> None:
    organisation = inprocess()
    made = organisation.client("ec2", A, "us-east-1").create_security_group(GroupName="g", Description="d")
    ids = lambda account, region: {  # noqa: E731
        group["GroupId"]
        for group in organisation.client("ec2", account, region).describe_security_groups()["SecurityGroups"]
    }
    assert made["GroupId"] in ids(A, "us-east-1")
    assert made["GroupId"] not in ids(A, "eu-west-1")
    assert made["GroupId"] not in ids(B, "us-east-1")


def test_root_is_the_caller_of_a_loopback_client(inprocess: Build) -> None:
    identity = inprocess().client("sts", A, "us-east-1").get_caller_identity()
    assert identity["Account"] == A
    assert identity["Arn"] == f"arn:aws:iam::{A}:root"


def test_observers_see_parsed_calls_and_results(inprocess: Build) -> None:
    organisation = inprocess()
    seen: list[tuple[Call, Result]] = []
    organisation.operations.observe(lambda call, result: seen.append((call, result)))
    vpc = organisation.client("ec2", A, "eu-west-1").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    call, result = seen[0]
    assert (call.account, call.region, call.service, call.operation) == (A, "eu-west-1", "ec2", "CreateVpc")
    assert call.params == {"CidrBlock": "10.1.0.0/16"}
    assert call.principal.type == "Root"
    assert result.parsed["Vpc"]["VpcId"] == vpc
    assert not result.failed


def test_observers_see_failed_calls_and_after_handlers_do_not(inprocess: Build) -> None:
    organisation = inprocess()
    observed: list[Result] = []
    after: list[Result] = []
    organisation.operations.observe(lambda _, result: observed.append(result))
    organisation.operations.after("s3", "DeleteBucketPolicy", lambda _, result: after.append(result))
    with pytest.raises(ClientError, match="NoSuchBucket"):
        organisation.client("s3", A, "us-east-1").delete_bucket_policy(Bucket="absent")
    assert [result.error_code for result in observed] == ["NoSuchBucket"]
    assert after == []


@pytest.mark.parametrize(
    ("service", "operation", "method", "params"),
    [
        ("ec2", "DescribeVpcs", "describe_vpcs", {}),
        ("iam", "ListUsers", "list_users", {}),
        ("dynamodb", "ListTables", "list_tables", {}),
        ("lambda", "ListFunctions", "list_functions", {}),
        ("s3", "ListBuckets", "list_buckets", {}),
        ("s3control", "GetPublicAccessBlock", "get_public_access_block", {"AccountId": A}),
        ("sqs", "ListQueues", "list_queues", {}),
    ],
)
def test_an_error_reaches_the_client_of_every_protocol(
    inprocess: Build, service: str, operation: str, method: str, params: dict[str, Any]
) -> None:
    organisation = inprocess()

    def refuse(_: Call) -> None:
        raise ApiError("AccessDenied", "not today", status=403)

    organisation.operations.before(service, operation, refuse)
    with pytest.raises(ClientError) as raised:
        getattr(organisation.client(service, A, "us-east-1"), method)(**params)
    assert raised.value.response["Error"]["Code"] == "AccessDenied"
    assert raised.value.response["Error"]["Message"] == "not today"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_override_answers_instead_of_moto(inprocess: Build) -> None:
    organisation = inprocess()
    organisation.operations.override("fms", "ListPolicies", lambda _: {"PolicyList": [{"PolicyId": "p"}]})
    answer = organisation.client("fms", A, "us-east-1").list_policies()
    assert answer["PolicyList"] == [{"PolicyId": "p"}]


def test_an_operation_has_one_override(inprocess: Build) -> None:
    operations = inprocess().operations
    operations.override("fms", "ListPolicies", lambda _: {})
    with pytest.raises(ValueError, match="overridden already"):
        operations.override("fms", "ListPolicies", lambda _: {})


def test_a_before_handler_may_move_the_call_to_another_account(inprocess: Build) -> None:
    organisation = inprocess()
    organisation.client("sqs", B, "us-east-1").create_queue(QueueName="theirs")

    def move(call: Call) -> None:
        call.account = B

    organisation.operations.before("sqs", "ListQueues", move)
    assert "theirs" in organisation.client("sqs", A, "us-east-1").list_queues()["QueueUrls"][0]


def test_a_fault_of_a_handler_is_a_server_error_with_its_reason(inprocess: Build) -> None:
    organisation = inprocess()

    def stumble(_: Call) -> dict[str, Any]:
        raise RuntimeError("stumbled")

    organisation.operations.override("fms", "ListPolicies", stumble)
    with pytest.raises(ClientError, match="stumbled") as raised:
        organisation.client("fms", A, "us-east-1").list_policies()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


@pytest.mark.parametrize(
    ("service", "method", "reason"),
    [
        ("ec2", "describe_fpga_images", "has not been implemented"),
        ("fms", "list_policies", "not have this service"),
    ],
)
def test_what_moto_lacks_is_not_implemented(inprocess: Build, service: str, method: str, reason: str) -> None:
    with pytest.raises(ClientError, match=reason) as raised:
        getattr(inprocess().client(service, A, "us-east-1"), method)()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_objects_keep_their_bytes_and_names(inprocess: Build) -> None:
    s3 = inprocess().client("s3", A, "us-east-1")
    s3.create_bucket(Bucket="letters")
    s3.put_object(Bucket="letters", Key="a b/ü%2F", Body=bytes(range(256)))
    assert s3.get_object(Bucket="letters", Key="a b/ü%2F")["Body"].read() == bytes(range(256))


def test_a_call_whose_caller_is_gone_is_as_if_it_had_not_been_made(inprocess: Build) -> None:
    organisation = inprocess()
    seen: list[str] = []
    organisation.operations.observe(lambda call, _: seen.append(call.operation))

    def gone(call: Call) -> None:
        if call.operation == "CreateQueue":
            raise AbandonedError

    organisation.operations.arrival(gone)
    sqs = organisation.client("sqs", A, "us-east-1")
    with pytest.raises(ClientError) as raised:
        sqs.create_queue(QueueName="q")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "QueueUrls" not in sqs.list_queues()
    assert seen == ["ListQueues"]


def test_the_head_of_an_object_says_how_long_it_is(inprocess: Build) -> None:
    s3 = inprocess().client("s3", A, "us-east-1")
    s3.create_bucket(Bucket="letters")
    for size in (0, 300):
        s3.put_object(Bucket="letters", Key="k", Body=b"x" * size)
        assert s3.head_object(Bucket="letters", Key="k")["ContentLength"] == size


@pytest.mark.organisation
def test_an_unknown_access_key_is_refused(organisation: Any) -> None:
    from c7n_reflex.organisation.sessions import session

    stranger = {"aws_access_key_id": "AKIASTRANGER00000000", "aws_secret_access_key": "x"}
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        session(organisation.endpoint, "us-east-1", stranger).client("ec2").describe_vpcs()


@pytest.mark.organisation
def test_a_client_cannot_choose_its_account_by_a_header(organisation: Any) -> None:
    client = organisation.session(A, "us-east-1").client("sqs")

    def claim(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = B

    client.meta.events.register("before-sign", claim)
    url = client.create_queue(QueueName="claimed")["QueueUrl"]
    assert f"/{A}/" in url
