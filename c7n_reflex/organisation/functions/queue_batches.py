"""The event that Lambda makes of SQS messages, and what the function's answer says of each.

Source: "Using Lambda with Amazon SQS" and "Handling errors for an SQS event source" of the Lambda Developer
Guide.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from c7n_reflex.organisation.functions.outcome import Outcome

_ATTRIBUTES = {
    "ApproximateReceiveCount",
    "SentTimestamp",
    "SenderId",
    "ApproximateFirstReceiveTimestamp",
    "MessageGroupId",
    "MessageDeduplicationId",
    "SequenceNumber",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
}

Message = dict[str, Any]  # as ReceiveMessage returns it


def event(messages: list[Message], queue_arn: str) -> dict[str, Any]:
    """The function's event: one record a message."""
    return {"Records": [_record(message, queue_arn) for message in messages]}


def failed(messages: list[Message], outcome: Outcome, *, report_items: bool) -> list[Message]:
    """The messages of a batch that were not processed.

    All if the function failed. With `report_items` (ReportBatchItemFailures) those that the answer names, and
    all again if the answer is not of the form `{"batchItemFailures": [{"itemIdentifier": id}, ...]}` or names
    a message that is not in the batch.
    """
    if outcome.failed:
        return messages
    if not report_items:
        return []
    named = _named(json.loads(outcome.payload))
    known = {message["MessageId"] for message in messages}
    if named is None or not named <= known:
        return messages
    return [message for message in messages if message["MessageId"] in named]


def _named(answer: Any) -> set[str] | None:
    """The identifiers in an answer; None if it is malformed. No answer at all is complete success."""
    if not answer:
        return set()
    items = answer.get("batchItemFailures") if isinstance(answer, dict) else False
    if items is None:
        return set()
    if not isinstance(items, list):
        return None
    names = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in items]
    valid = {name for name in names if isinstance(name, str) and name}
    return valid if len(valid) == len(set(names)) else None


def _record(message: Message, queue_arn: str) -> dict[str, Any]:
    attributes = message.get("Attributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {name: value for name, value in attributes.items() if name in _ATTRIBUTES},
        "messageAttributes": {
            name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": queue_arn.split(":")[3],
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    shown = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        shown["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        shown["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return shown
