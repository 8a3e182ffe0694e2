"""The evaluations of custom rules are taken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.organisation.moto_mends import config
from c7n_reflex.organisation.organisation import Organisation

ACCOUNT, REGION = "200000000001", "us-east-1"
EVALUATION = {
    "ComplianceResourceType": "AWS::S3::Bucket",
    "ComplianceResourceId": "b",
    "ComplianceType": "COMPLIANT",
    "OrderingTimestamp": 0,
}
STOCK = f"""
import boto3, moto
with moto.mock_aws():
    config = boto3.client("config", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    try:
        config.put_evaluations(Evaluations=[{EVALUATION!r}], ResultToken="t")
    except NotImplementedError:
        print("not implemented")
    source = {{"Owner": "AWS", "SourceIdentifier": "AWS_CONFIG_PROCESS_CHECK"}}
    try:
        config.put_config_rule(ConfigRule={{"ConfigRuleName": "check", "Source": source}})
    except config.exceptions.InvalidParameterValueException:
        print("no process checks")
"""


def test_stock_moto_still_refuses_them() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["not implemented", "no process checks"], "see if the mend can go"


def test_they_are_handed_over(inprocess: Callable[..., Organisation]) -> None:
    client = inprocess("moto_mends.config").client("config", ACCOUNT, REGION)
    taken: list[Any] = []

    def accept(*given: Any) -> bool:
        taken.append(given)
        return bool(given[-1] == "good")

    config.accept_by(accept)
    assert client.put_evaluations(Evaluations=[EVALUATION], ResultToken="good")["FailedEvaluations"] == []
    ((account, region, (evaluation,), token),) = taken
    assert (account, region, token) == (ACCOUNT, REGION, "good")
    assert evaluation["ComplianceResourceId"] == "b"
    with pytest.raises(ClientError, match="InvalidResultTokenException"):
        client.put_evaluations(Evaluations=[EVALUATION], ResultToken="bad")


def test_without_anyone_to_take_them_no_token_is_valid(inprocess: Callable[..., Organisation]) -> None:
    client = inprocess("moto_mends.config").client("config", ACCOUNT, REGION)
    with pytest.raises(ClientError, match="InvalidResultTokenException"):
        client.put_evaluations(Evaluations=[EVALUATION], ResultToken="good")
    tested = client.put_evaluations(Evaluations=[EVALUATION], ResultToken="t", TestMode=True)
    assert tested["FailedEvaluations"] == []
