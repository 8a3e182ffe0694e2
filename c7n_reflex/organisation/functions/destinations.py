"""Where the results of asynchronous invocations go: destinations and dead-letter queues.

Source: "Capturing records of Lambda asynchronous invocations" of the Lambda Developer Guide.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Literal

from c7n_reflex.organisation.functions.outcome import Outcome
from c7n_reflex.organisation.functions.target import Target

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

Condition = Literal["Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"]
_ERROR_BYTES = 1_000  # of ErrorMessage: "the first 1 KB"


def record(
    target: Target, payload: str, outcome: Outcome, condition: Condition, count: int
) -> dict[str, Any]:
    """The invocation record that a destination gets; `count` is the number of attempts."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    response: dict[str, Any] = {"statusCode": 200, "executedVersion": outcome.version}
    if outcome.failed:
        response["functionError"] = "Unhandled"
    return {
        "version": "1.0",
        "timestamp": now,
        "requestContext": {
            "requestId": outcome.request_id,
            "functionArn": target.versioned_arn,
            "condition": condition,
            "approximateInvokeCount": count,
        },
        "requestPayload": json.loads(payload),
        "responseContext": response,
        "responsePayload": json.loads(outcome.payload),
    }


def send_record(organisation: Organisation, target: Target, arn: str, content: dict[str, Any]) -> None:
    """Send a record to a queue, topic, bus or function. Raises ClientError or ApiError if it is refused."""
    service = arn.split(":")[2]
    text = json.dumps(content)
    if service == "lambda":
        organisation.functions.invoke_async(arn, content)
    elif service == "events":
        _put_event(organisation, target, arn, content)
    else:
        _send(organisation, target, arn, text, {})


def send_dead_letter(organisation: Organisation, target: Target, payload: str, outcome: Outcome) -> None:
    """Send the event itself to the function's dead-letter queue or topic."""
    message = outcome.error.encode()[:_ERROR_BYTES].decode(errors="ignore")
    attributes = {
        "RequestID": {"DataType": "String", "StringValue": outcome.request_id},
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": message or "unknown"},
    }
    _send(organisation, target, target.dead_letter_arn, payload, attributes)


def queue_url(organisation: Organisation, arn: str) -> str:
    """The URL of the queue with this ARN."""
    _, _, _, _, account, name = arn.split(":")
    return f"{organisation.endpoint or 'http://127.0.0.1'}/{account}/{name}"


def _send(
    organisation: Organisation, target: Target, arn: str, text: str, attributes: dict[str, Any]
) -> None:
    service, region = arn.split(":")[2:4]
    client = organisation.client(service, target.called.account, region)
    if service == "sqs":
        client.send_message(
            QueueUrl=queue_url(organisation, arn), MessageBody=text, MessageAttributes=attributes
        )
    else:
        client.publish(TopicArn=arn, Message=text, MessageAttributes=attributes)


def _put_event(organisation: Organisation, target: Target, bus: str, content: dict[str, Any]) -> None:
    kind = "Failure" if "functionError" in content["responseContext"] else "Success"
    client = organisation.client("events", target.called.account, bus.split(":")[3])
    client.put_events(
        Entries=[
            {
                "EventBusName": bus,
                "Source": "lambda",
                "DetailType": f"Lambda Function Invocation Result - {kind}",
                "Detail": json.dumps(content),
                "Resources": [bus, target.versioned_arn],
            }
        ]
    )
