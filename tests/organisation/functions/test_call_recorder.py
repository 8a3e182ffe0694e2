"""Calls of an invocation are noted where the organisation was told to, and otherwise nothing is."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.organisation.functions.call_recorder import VARIABLE

from .conftest import ACCOUNT, REGION, Stage

HANDLER = """
import os
import boto3
early = boto3.client("sqs").list_queues()  # at import: belongs to no invocation

def handler(event, context):
    sqs, s3 = boto3.client("sqs"), boto3.client("s3", region_name="us-east-1")
    if event.get("fail"):
        sqs.get_queue_url(QueueName="absent")
    url = sqs.create_queue(QueueName=event["name"], Attributes={"DelaySeconds": "1"})
    url["QueueUrl"] = "changed afterwards"
    s3.create_bucket(Bucket=event["name"])
    s3.put_object(Bucket=event["name"], Key="k", Body=b"x")
    s3.list_buckets()
    return s3.get_object(Bucket=event["name"], Key="k")["Body"].read().decode()
"""


def files(folder: Path) -> list[dict[str, Any]]:
    return [pickle.loads(file.read_bytes()) for file in sorted(folder.iterdir())]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_every_attempt_leaves_its_calls_in_order(folder: Path, served: Stage) -> None:
    served.create("calls", HANDLER, Timeout=60)
    content, answer = served.call("calls", {"name": "first"})
    assert content == "x"  # the handler sees the stream, of which the file has only the name
    content, failed = served.call("calls", {"fail": True})
    assert failed["FunctionError"]

    first, second = files(folder)
    assert first["request_id"] == answer["ResponseMetadata"]["RequestId"]
    assert (first["account"], first["region"]) == (ACCOUNT, REGION)
    assert first["function_arn"].endswith(":function:calls")
    assert first["event"] == {"name": "first"}
    assert [(call["service"], call["operation"]) for call in first["calls"]] == [
        ("sqs", "CreateQueue"),
        ("s3", "CreateBucket"),
        ("s3", "PutObject"),
        ("s3", "ListBuckets"),
        ("s3", "GetObject"),
    ]
    made, _, _, listed, got = first["calls"]
    assert made["parameters"] == {"QueueName": "first", "Attributes": {"DelaySeconds": "1"}}
    assert made["answer"]["QueueUrl"].endswith("/first")
    assert (made["region"], listed["region"]) == (REGION, "us-east-1")
    assert isinstance(listed["answer"]["Buckets"][0]["CreationDate"], dt.datetime)
    assert isinstance(got["answer"]["Body"], str)

    (refused,) = second["calls"]
    assert (refused["operation"], refused["answer"]) == ("GetQueueUrl", None)
    assert refused["error"].endswith("NonExistentQueue")


def test_a_retry_is_an_attempt_of_its_own(folder: Path, stage: Stage) -> None:
    stage.create("fails", "def handler(event, context): raise ValueError", Timeout=30)
    stage.functions.invoke(FunctionName="fails", InvocationType="Event", Payload=b"{}")
    stage.wait()
    assert len({each["request_id"] for each in files(folder)}) == 1
    assert [each["calls"] for each in files(folder)] == [[], [], []]


def test_nothing_is_noted_unless_asked(tmp_path: Path, stage: Stage) -> None:
    code = """
import os, sys
def handler(event, context): return ["call_recorder" in sys.modules, "C7N_REFLEX_RECORD_CALLS" in os.environ,
                                     "botocore" in sys.modules]
"""
    stage.create("plain", code, Timeout=30)
    assert stage.call("plain")[0] == [False, False, False]
    assert files(tmp_path) == []
