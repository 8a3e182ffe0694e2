"""ListFunctionUrlConfigs shows the URL that a function has."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.organisation import Organisation

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def test_the_url_of_a_function_is_listed_until_it_is_deleted(inprocess: Callable[..., Organisation]) -> None:
    organisation = inprocess("moto_mends.awslambda_urls")
    iam = organisation.client("iam", "200000000001", "us-east-1")
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    functions = organisation.client("lambda", "200000000001", "us-east-1")
    image = {"ImageUri": "200000000001.dkr.ecr.us-east-1.amazonaws.com/orders:1"}
    functions.create_function(FunctionName="orders", Role=role, PackageType="Image", Code=image)
    assert functions.list_function_url_configs(FunctionName="orders")["FunctionUrlConfigs"] == []
    made = functions.create_function_url_config(FunctionName="orders", AuthType="NONE")
    (listed,) = functions.list_function_url_configs(FunctionName="orders")["FunctionUrlConfigs"]
    assert (listed["FunctionUrl"], listed["AuthType"]) == (made["FunctionUrl"], "NONE")
    functions.delete_function_url_config(FunctionName="orders")
    assert functions.list_function_url_configs(FunctionName="orders")["FunctionUrlConfigs"] == []


def test_a_function_that_is_not_there_has_none_to_list(inprocess: Callable[..., Organisation]) -> None:
    functions = inprocess("moto_mends.awslambda_urls").client("lambda", "200000000001", "us-east-1")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        functions.list_function_url_configs(FunctionName="orders")
