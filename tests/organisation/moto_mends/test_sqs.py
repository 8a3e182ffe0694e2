"""A queue's policy outlives a change of its other attributes, and its URL is that of AWS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from c7n_reflex.organisation.organisation import Organisation

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}],
    }
)
STOCK = f"""
import boto3, moto
with moto.mock_aws():
    sqs = boto3.client("sqs", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    url = sqs.create_queue(QueueName="q", Attributes={{"Policy": {POLICY!r}}})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={{"DelaySeconds": "5"}})
    print("Policy" in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])
"""


def test_stock_moto_still_erases_it() -> None:
    done = subprocess.run([sys.executable, "-c", STOCK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False", "moto keeps the policy now: remove the mend"


def attributes(sqs: object, url: str) -> dict[str, str]:
    found: dict[str, str] = sqs.get_queue_attributes(  # type: ignore[attr-defined]
        QueueUrl=url, AttributeNames=["All"]
    )["Attributes"]
    return found


def test_it_is_kept_until_it_is_set_or_removed(inprocess: Callable[..., Organisation]) -> None:
    sqs = inprocess("moto_mends.sqs").client("sqs", "200000000001", "us-east-1")
    url = sqs.create_queue(QueueName="q", Attributes={"Policy": POLICY})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "5"})
    assert json.loads(attributes(sqs, url)["Policy"])["Statement"]
    assert attributes(sqs, url)["DelaySeconds"] == "5"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in attributes(sqs, url)


def test_a_queue_has_one_url_whatever_endpoint_was_called(inprocess: Callable[..., Organisation]) -> None:
    sqs = inprocess("moto_mends.sqs").client("sqs", "200000000001", "eu-west-1")
    url = "https://sqs.eu-west-1.amazonaws.com/200000000001/q"
    assert sqs.create_queue(QueueName="q")["QueueUrl"] == url
    assert sqs.get_queue_url(QueueName="q")["QueueUrl"] == url
    assert sqs.list_queues()["QueueUrls"] == [url]
    assert attributes(sqs, url)["QueueArn"] == "arn:aws:sqs:eu-west-1:200000000001:q"
