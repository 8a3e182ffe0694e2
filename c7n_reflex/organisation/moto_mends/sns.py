"""SNS in moto 5.2.5 delivers only within the topic's account, and while it holds up every other call.

`Subscription.publish` looks for queues and functions in the subscription's own account (a queue of another
account is an error), posts to HTTP endpoints and makes an RSA key inside the publishing request, and sends
e-mail nowhere. Deliveries are taken out of moto here; `inbox` makes them, after the call.

A FIFO topic of moto's delivers the same MessageDeduplicationId as often as it comes. On AWS a repetition
within five minutes is accepted and not delivered ("Message deduplication for FIFO topics" of the SNS
Developer Guide).
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


@dataclass(frozen=True)
class Notification:
    """One message to one subscription, after its filter policy and message structure."""

    message_id: str
    topic_arn: str
    subscription_arn: str
    protocol: str
    endpoint: str
    subject: str | None
    message: str
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)  # name: Type, Value
    raw: bool = False
    dead_letters: str = ""  # queue ARN of the subscription's redrive policy
    group_id: str | None = None
    deduplication_id: str | None = None


Deliver = Callable[[Notification], None]
_lock = threading.Lock()
_deliver: dict[str, Deliver] = {}  # one organisation a process, as moto's state
_DEDUPLICATION_SECONDS = 300.0
_TAKEN = "c7n_reflex_taken"  # of a FIFO topic: what it has taken, by deduplication id


def install(organisation: Organisation) -> None:
    """Keep moto from delivering; without `deliver_by` nothing is delivered."""
    from moto.sns.models import Subscription, Topic

    stock, stock_topic = Subscription.publish, Topic.publish
    Subscription.publish = _publish
    Topic.publish = lambda topic, message, **given: _publish_once(stock_topic, topic, message, given)

    def restore() -> None:
        Subscription.publish, Topic.publish = stock, stock_topic
        deliver_by(None)

    organisation.at_close(restore)


def _publish_once(publish: Callable[..., str], topic: Any, message: str, given: dict[str, Any]) -> str:
    """moto's `Topic.publish`, but not of what a FIFO topic has taken. Called under moto's lock."""
    if not topic.fifo_topic:
        return publish(topic, message, **given)
    identity = given.get("deduplication_id") or hashlib.sha256(message.encode()).hexdigest()
    taken: dict[str, tuple[float, str]] = vars(topic).setdefault(_TAKEN, {})
    since, message_id = taken.get(identity, (0.0, ""))
    if not message_id or time.time() - since >= _DEDUPLICATION_SECONDS:
        message_id = publish(topic, message, **given)
        taken[identity] = (time.time(), message_id)
    return message_id


def deliver_by(deliver: Deliver | None) -> None:
    """Let `deliver` have every notification. It is called under moto's lock: it must return at once."""
    with _lock:
        _deliver.clear()
        if deliver:
            _deliver["inbox"] = deliver


def _publish(
    subscription: Any,
    message: str,
    message_id: str,
    subject: str | None = None,
    message_attributes: dict[str, Any] | None = None,
    group_id: str | None = None,
    deduplication_id: str | None = None,
    message_structure: str | None = None,
) -> None:
    """In place of moto's `Subscription.publish`, with its parameters."""
    matcher = subscription._filter_policy_matcher
    if matcher is not None and not matcher.matches(message_attributes, message):
        return
    if message_structure == "json":
        message = subscription._parse_message_structure(message, subscription.protocol)
    deliver = _deliver.get("inbox")
    if deliver is None or _is_true(subscription.attributes.get("PendingConfirmation")):
        return
    notification = Notification(
        message_id=message_id,
        topic_arn=subscription.topic.arn,
        subscription_arn=subscription.arn,
        protocol=subscription.protocol,
        endpoint=subscription.endpoint,
        subject=subject,
        message=message,
        attributes=dict(message_attributes or {}),
        raw=_is_true(subscription.attributes.get("RawMessageDelivery")),
        dead_letters=_dead_letters(subscription.attributes.get("RedrivePolicy")),
        group_id=group_id,
        deduplication_id=deduplication_id,
    )
    deliver(notification)


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def _dead_letters(policy: Any) -> str:
    document = json.loads(policy) if isinstance(policy, str) and policy else policy or {}
    return str(document.get("deadLetterTargetArn", ""))
