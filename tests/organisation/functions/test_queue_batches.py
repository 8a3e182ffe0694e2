"""Which messages of a batch failed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c7n_reflex.organisation.functions.outcome import Outcome
from c7n_reflex.organisation.functions.queue_batches import event, failed

MESSAGES = [{"MessageId": name} for name in ("1", "2", "3")]


def _items(*names: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": name} for name in names]}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, []),
        ({}, []),
        ({"batchItemFailures": None}, []),
        ({"batchItemFailures": []}, []),
        (_items("2"), ["2"]),
        (_items("1", "3", "1"), ["1", "3"]),
        # Malformed: the whole batch.
        (_items(""), ["1", "2", "3"]),
        (_items(None), ["1", "2", "3"]),
        (_items("2", "absent"), ["1", "2", "3"]),
        ({"batchItemFailures": [{"id": "2"}]}, ["1", "2", "3"]),
        ({"batchItemFailures": "2"}, ["1", "2", "3"]),
        ("text", ["1", "2", "3"]),
    ],
)
def test_partial_batch_responses(answer: Any, expected: list[str]) -> None:
    outcome = Outcome("r", "$LATEST", "ok", json.dumps(answer))
    assert [m["MessageId"] for m in failed(MESSAGES, outcome, report_items=True)] == expected
    assert failed(MESSAGES, outcome, report_items=False) == []


@pytest.mark.parametrize("report_items", [True, False])
def test_a_function_error_fails_the_whole_batch(report_items: bool) -> None:
    outcome = Outcome("r", "$LATEST", "error", json.dumps({"errorType": "E", "errorMessage": ""}))
    assert failed(MESSAGES, outcome, report_items=report_items) == MESSAGES


def test_binary_attributes_are_base64() -> None:
    message = {
        "MessageId": "1",
        "ReceiptHandle": "h",
        "Body": "b",
        "MD5OfBody": "m",
        "MessageAttributes": {"x": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}},
    }
    (record,) = event([message], "arn:aws:sqs:eu-west-1:200000000001:q")["Records"]
    assert record["messageAttributes"]["x"]["binaryValue"] == "AAE="
    assert "stringValue" not in record["messageAttributes"]["x"]
