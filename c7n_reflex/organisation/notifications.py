"""Delivers SNS notifications to queues, functions and HTTP endpoints, also of other accounts.

Source: "Message delivery" and "Parsing Amazon SNS message formats" of the SNS Developer Guide.
"""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.control import PREFIX
from c7n_reflex.organisation.identity import service
from c7n_reflex.organisation.moto_mends.sns import Notification
from c7n_reflex.organisation.resource_policies import allowed, caller_context, on_behalf_of
from c7n_reflex.organisation.resource_policies.functions import policy_of

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

SERVICE = "sns.amazonaws.com"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TIMEOUT = 5.0  # seconds, of an HTTP endpoint


class DeliveryError(Exception):
    """A subscriber could not be reached or does not admit SNS."""


_FAILURES = (ClientError, ApiError, OSError, DeliveryError)  # OSError: urllib's URLError too


def body_of(notification: Notification) -> str:
    """What is sent: the bare message where it is raw or for people, else SNS's JSON document."""
    if notification.raw or notification.protocol in ("email", "sms"):
        return notification.message
    return json.dumps(document(notification))


def document(notification: Notification) -> dict[str, Any]:
    """SNS's JSON document of a notification. It is not signed."""
    made: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": notification.message_id,
        "TopicArn": notification.topic_arn,
        "Message": notification.message,
        "Timestamp": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "SignatureVersion": "1",
        "Signature": "",
        "SigningCertURL": "",
        "UnsubscribeURL": "",
    }
    if notification.subject:
        made["Subject"] = notification.subject
    if notification.attributes:
        made["MessageAttributes"] = {
            name: {"Type": value["Type"], "Value": _text(value["Value"])}
            for name, value in notification.attributes.items()
        }
    return made


def deliver(organisation: Organisation, notification: Notification, body: str) -> None:
    """Send it; e-mail and SMS go no further than the inbox. Raises DeliveryError."""
    try:
        _send(organisation, notification, body)
    except _FAILURES as error:
        reason = str(error)
        if notification.dead_letters:
            try:
                _to_queue(organisation, notification, notification.dead_letters, body)
            except _FAILURES as lost:
                reason = f"{reason}; and to the dead-letter queue: {lost}"
        raise DeliveryError(reason) from error


def _send(organisation: Organisation, notification: Notification, body: str) -> None:
    if notification.protocol == "sqs":
        _to_queue(organisation, notification, notification.endpoint, body)
    elif notification.protocol == "lambda":
        _to_function(organisation, notification)
    elif notification.protocol in ("http", "https"):
        _to_endpoint(organisation, notification, body)


def _to_queue(organisation: Organisation, notification: Notification, arn: str, body: str) -> None:
    _, _, _, region, account, name = arn.split(":", 5)
    more: dict[str, Any] = {}
    if notification.raw and notification.attributes:
        more["MessageAttributes"] = {
            key: _queue_attribute(value) for key, value in notification.attributes.items()
        }
    if name.endswith(".fifo"):
        more["MessageGroupId"] = notification.group_id or "default"
        more["MessageDeduplicationId"] = notification.deduplication_id or notification.message_id
    # SNS calls in the topic's account; that of the queue is in its URL.
    client = organisation.client("sqs", notification.topic_arn.split(":")[4], region, principal=SERVICE)
    url = f"{organisation.endpoint or 'http://127.0.0.1'}/{account}/{name}"
    with on_behalf_of(notification.topic_arn):
        client.send_message(QueueUrl=url, MessageBody=body, **more)


def _to_function(organisation: Organisation, notification: Notification) -> None:
    parts = notification.endpoint.split(":")
    region, account, name = parts[3], parts[4], parts[6]
    qualifier = ":".join(parts[7:])
    principal = service(SERVICE, notification.topic_arn.split(":")[4])
    accounts = [entry.id for entry in organisation.directory.accounts]
    admitted = allowed(
        policy_of(organisation, account, region, name, qualifier),
        principal=principal,
        action="lambda:InvokeFunction",
        resource=notification.endpoint,
        context=caller_context(principal, accounts, aws_SourceArn=notification.topic_arn),
    )
    if not admitted:
        raise DeliveryError(f"the policy of {notification.endpoint} does not admit {notification.topic_arn}")
    record = document(notification)
    record.update(Subject=notification.subject, MessageAttributes=record.get("MessageAttributes", {}))
    event = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": notification.subscription_arn,
        "Sns": record,
    }
    organisation.functions.invoke_async(notification.endpoint, {"Records": [event]})


def _to_endpoint(organisation: Organisation, notification: Notification, body: str) -> None:
    """The organisation never speaks to anything but loopback."""
    target = urlsplit(notification.endpoint)
    if target.hostname not in _LOOPBACK:
        return
    if target.path.startswith(PREFIX):
        status, answer = organisation.control.answer("POST", target.path, {}, body.encode())
        if status >= 400:
            raise DeliveryError(answer.decode())
        return
    headers = {
        "Content-Type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": notification.message_id,
        "x-amz-sns-topic-arn": notification.topic_arn,
        "x-amz-sns-subscription-arn": notification.subscription_arn,
    }
    request = urllib.request.Request(notification.endpoint, body.encode(), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=_TIMEOUT).close()


def _queue_attribute(value: dict[str, Any]) -> dict[str, Any]:
    kind = "BinaryValue" if value["Type"].startswith("Binary") else "StringValue"
    given = value["Value"] if kind == "BinaryValue" else str(value["Value"])
    return {"DataType": value["Type"], kind: given}


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
