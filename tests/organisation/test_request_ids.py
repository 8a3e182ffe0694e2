"""The request id of an answer is the one in CloudTrail's record, in every protocol."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.calls import Result
from c7n_reflex.organisation.organisation import Organisation

A = "200000000001"
TRUST = '{"Version": "2012-10-17", "Statement": []}'
ATTRIBUTES = [{"AttributeName": "k", "AttributeType": "S"}]
TABLE = {
    "TableName": "t",
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": ATTRIBUTES,
    "BillingMode": "PAY_PER_REQUEST",
}


@pytest.fixture
def cloud(inprocess: Callable[..., Organisation]) -> Organisation:
    return inprocess("securityhub", "cloudtrail")


def recorded(cloud: Organisation) -> dict[str, Any]:
    """The latest record, reads included."""
    _, body = cloud.control.answer("GET", "/_organisation/trail", {"reads": "true"}, b"")
    return dict(json.loads(body)[-1]["detail"])


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
        ("ec2", "describe_vpcs", {}),
        ("s3", "create_bucket", {"Bucket": "letters"}),
        ("s3", "list_buckets", {}),
        ("iam", "create_role", {"RoleName": "r", "AssumeRolePolicyDocument": TRUST}),
        ("sns", "create_topic", {"Name": "n"}),
        ("sqs", "create_queue", {"QueueName": "q"}),
        ("dynamodb", "create_table", TABLE),
        ("ssm", "put_parameter", {"Name": "p", "Value": "v", "Type": "String"}),
        ("securityhub", "enable_security_hub", {}),
        ("lambda", "list_functions", {}),
        ("cloudformation", "list_stacks", {}),
        ("rds", "describe_db_instances", {}),
        ("autoscaling", "describe_auto_scaling_groups", {}),
        ("elbv2", "describe_load_balancers", {}),
        ("route53", "list_hosted_zones", {}),
    ],
)
def test_of_a_call_that_succeeds(
    cloud: Organisation, service: str, method: str, params: dict[str, Any]
) -> None:
    answer = getattr(cloud.client(service, A, "us-east-1"), method)(**params)
    assert answer["ResponseMetadata"]["RequestId"] == recorded(cloud)["requestID"] != ""


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("ec2", "delete_vpc", {"VpcId": "vpc-1"}),
        ("s3", "delete_bucket_policy", {"Bucket": "absent"}),
        ("iam", "delete_role", {"RoleName": "absent"}),
        ("dynamodb", "delete_table", {"TableName": "absent"}),
        ("ssm", "delete_parameter", {"Name": "absent"}),
        ("securityhub", "disable_security_hub", {}),
        ("lambda", "delete_function", {"FunctionName": "absent"}),
    ],
)
def test_of_a_call_that_fails(cloud: Organisation, service: str, method: str, params: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(cloud.client(service, A, "us-east-1"), method)(**params)
    record = recorded(cloud)
    assert record["errorCode"]
    assert raised.value.response["ResponseMetadata"]["RequestId"] == record["requestID"] != ""


def test_two_calls_have_two_ids(cloud: Organisation) -> None:
    ec2 = cloud.client("ec2", A, "us-east-1")
    assert len({ec2.describe_vpcs()["ResponseMetadata"]["RequestId"] for _ in range(2)}) == 2


def test_an_object_with_such_an_element_keeps_its_bytes(cloud: Organisation) -> None:
    s3 = cloud.client("s3", A, "us-east-1")
    s3.create_bucket(Bucket="letters")
    s3.put_object(Bucket="letters", Key="k", Body=b"<a><RequestId>mine</RequestId></a>")
    assert s3.get_object(Bucket="letters", Key="k")["Body"].read() == b"<a><RequestId>mine</RequestId></a>"


def test_an_answer_that_is_read_by_a_part_is_not_affected(cloud: Organisation) -> None:
    results: list[Result] = []
    cloud.operations.after("iam", "CreateUser", lambda _, result: results.append(result))
    cloud.client("iam", A, "us-east-1").create_user(UserName="ada")
    assert results[0].parsed["User"]["UserName"] == "ada"
